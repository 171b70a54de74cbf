"""What is filled in to set a newsroom up."""

from reviews.setup.creating import Colleague, SetUp

PASSWORD = "seven grey herons"
WANTED = {
    "newsroom": "Riverside Weekly",
    "language": "en",
    "time_zone": "Europe/Dublin",
    "name": "Ines Okafor",
    "address": "ines@riverside.example",
    "password": PASSWORD,
    "desk": "City",
    "preset": "daily",
    "signs": (4,),
    "people": (
        Colleague("mara@riverside.example", "Mara Velde", "writer"),
        Colleague("ruth@riverside.example", "Ruth Adeyemi", "editor", (1,)),
    ),
}


def wanted(**changes):
    return SetUp(**{**WANTED, **changes})
