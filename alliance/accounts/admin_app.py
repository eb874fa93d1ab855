from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    default_site = "alliance.accounts.admin_site.StaffSite"
