from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0021_open_rounds_are_at_a_stage'),
    ]

    operations = [
        migrations.AlterField(
            model_name='answer',
            name='lease_token',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='answer',
            name='lease_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='answer',
            name='sent_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='sent'),
        ),
    ]
