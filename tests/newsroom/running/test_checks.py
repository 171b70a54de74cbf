"""The checks that look at the code without running it: each finds what it is there for."""

import pytest

from newsroom.running import checks
from newsroom.running.children import PROJECT


@pytest.fixture
def template(tmp_path):
    """Write a template of an app into a project of its own; its path."""

    def write(text, name="page.html"):
        path = tmp_path / "app" / "templates" / "app" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return write


def test_the_templates_of_the_project_pass():
    assert len(checks.templates(PROJECT)) > 80
    checks.check_templates()


def test_a_long_line_in_a_template_is_named_with_its_place(template, tmp_path):
    template("<p>short</p>\n", "short.html")
    template(f"<p>one</p>\n<p>{'x' * 153}</p>\n<p>{'y' * 154}</p>\n", "long.html")
    with pytest.raises(checks.CheckFailed) as refused:
        checks.check_templates(tmp_path)
    assert refused.value.message == "app/templates/app/long.html:3: 161 characters, more than 160"


def test_template_syntax_in_another_format_is_found(template, tmp_path):
    path = template("{% if one %}\n  {{one}}\n{% endif %}\n")
    with pytest.raises(checks.CheckFailed, match="1 file would be reformatted"):
        checks.check_templates(tmp_path)
    assert "{{one}}" in path.read_text()


def test_a_good_template_passes(template, tmp_path):
    template("{% if one %}\n  {{ one }}\n{% endif %}\n")
    checks.check_templates(tmp_path)
