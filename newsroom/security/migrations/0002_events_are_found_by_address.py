import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("security", "0001_security_events")]

    operations = [
        migrations.AddIndex(
            model_name="securityevent",
            index=models.Index(django.db.models.functions.text.Lower("address"), name="security_by_address"),
        ),
        migrations.AddIndex(
            model_name="securityevent",
            index=models.Index(fields=["client"], name="security_by_client"),
        ),
    ]
