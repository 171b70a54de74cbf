"""Copy that has its comments and tracked changes beside the text, whichever format it came in. Pure Python.

A reader of a format fills the values of ``model``, with ``tracking`` (whose change is which suggestion),
``threads`` (which comments belong together) and ``style_names``; ``copy`` makes the document of them.
``openings`` turns marks at the ends of paragraphs into openings of blocks, ``building`` puts these together
with ``groups``, ``headings`` and ``marks``, and ``placing`` makes notes of the comments.
"""
