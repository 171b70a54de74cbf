"""Clean copy as an OpenDocument text (.odt): the words, their looks and blocks, and nothing else.

``body`` writes the blocks, ``inline`` their words, ``styles`` what they look like, ``package`` the file.
"""

from articles.exporting.opendocument.package import clean_odt

__all__ = ["clean_odt"]
