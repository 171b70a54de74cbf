"""Files that a browser saves."""

from newsroom.web.downloads import download


def test_a_file_has_its_name_in_any_script():
    response = download("text", name='Fähre "2"\n.txt', content_type="text/plain")
    assert response["Content-Disposition"] == "attachment; filename*=UTF-8''F%C3%A4hre%20%222%22%0A.txt"
