"""Run as a program: furnishes a site that will be served with what one has after some years, and the heaviest logo."""

import csv
import random
from io import BytesIO
from itertools import cycle

import django

if __name__ == "__main__":
    # What follows needs Django.
    django.setup()

from django.conf import settings
from django.core.management import call_command
from PIL import Image

from alliance.accounts.models import User
from alliance.management import sample_accounts
from alliance.shared.pictures import made_anew
from members.models import Logo, Organisation
from members.world import world
from principles.models import CorePrinciple, Draft, Edition

EDITED = ("participation", "transparency", "evidence-base")
# More than a page of the directory holds, from as many countries as the filter of a worldwide alliance names.
ORGANISATIONS, COUNTRIES = 60, 45
NAMES = (
    "Network of Fathers for Shared Care in {}",
    "Red de hombres por la igualdad y la paz de {}",
    "رجال من أجل الرعاية والمساواة {}",
    "{} 男性参与性别平等与暴力预防联盟",
    "Association des pères et des éducateurs {}",
)
THEMES = ("care", "fatherhood", "violence prevention", "health", "education", "peace work", "youth", "research")
WITH_LOGO = ("Organisation with a logo", "KE", "care", "1.1", "It works with schools, clinics and courts. " * 20)


def main() -> None:
    call_command("prepare", verbosity=0)
    administrator = User.objects.get(is_superuser=True)
    publish_second_edition(by=administrator)
    import_register()
    draw_heaviest_logo(by=administrator)
    sample_accounts.load(by=administrator)


def publish_second_edition(*, by: User) -> None:
    for principle in CorePrinciple.objects.filter(slug__in=EDITED):
        principle.text = principle.text.replace(" and ", " as well as ", 1) + "\n\nThis sentence is new."
        principle.save()
    Edition.objects.publish(
        shown=Draft.now().fingerprint, change_class="editorial", reason="Plainer words. The meaning is the same.", by=by
    )


def import_register() -> None:
    codes = sorted(world()["countries"])
    countries, themes = cycle(codes[:: len(codes) // COUNTRIES]), cycle(THEMES)
    rows = [
        (name.format(number), country, theme, "1.0", "Fathers who care.")
        for number, name, country, theme in zip(range(1, ORGANISATIONS), cycle(NAMES), countries, themes, strict=False)
    ]
    file = settings.VAR_DIR / "register.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(("name", "country", "themes", "edition", "description"))
        table.writerows([*rows, WITH_LOGO])
    call_command("import_organisations", str(file), duplicates_are_others=True, verbosity=0)


def draw_heaviest_logo(*, by: User) -> None:
    """Noise, which no format makes small."""
    width, height = 600, 300
    noise = Image.frombytes("RGB", (width, height), random.Random(0).randbytes(width * height * 3))
    file = BytesIO()
    noise.save(file, "PNG")
    size = file.tell()
    file.seek(0)
    picture = made_anew(file, name="logo.png", size=size)
    organisation = Organisation.objects.get(name=WITH_LOGO[0])
    Logo.objects.put(organisation=organisation, by=by, alt="Two rings", picture=picture)


if __name__ == "__main__":
    main()
