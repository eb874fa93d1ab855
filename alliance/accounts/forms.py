from django.contrib.auth.forms import AdminUserCreationForm

from alliance.accounts.models import User


class PersonCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("name", "email")
