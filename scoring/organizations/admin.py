"""Accounts, roles and the tree of organizations, for system administrators."""

import datetime
from typing import Any

from allauth.account.admin import EmailAddress  # importing it registers it
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from scoring.audit.actions import record
from scoring.common.admin import ReadOnlyAdmin
from scoring.organizations.actions import (
    correct_organization,
    create_organization,
    end_role,
    grant_role,
    move_organization,
    rename_organization,
)
from scoring.organizations.models import (
    Organization,
    OrganizationEvent,
    RoleAssignment,
    User,
)
from scoring.organizations.permissions import can_administer

admin.site.unregister(Group)  # roles hang on organizations; there are no groups
admin.site.unregister(EmailAddress)  # people sign in with a username
admin.site.site_header = admin.site.site_title = _("Branch Star Rating: administration")
admin.site.index_title = _("What can be administered")


class Administered(admin.ModelAdmin[Any]):
    """Rows that a system administrator adds and changes; nothing is ever deleted."""

    def _allowed(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and can_administer(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the model to system administrators."""
        return self._allowed(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let system administrators look."""
        return self._allowed(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let system administrators add."""
        return self._allowed(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let system administrators change."""
        return self._allowed(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Delete nothing: end a role, deactivate an account, dissolve an organization."""
        return False


class OrganizationForm(forms.ModelForm[Organization]):
    """An organization with the one it hangs under."""

    parent = forms.ModelChoiceField(
        Organization.objects.none(), required=False, label=_("superior organization")
    )
    approval_number = forms.CharField(max_length=80, required=False, label=_("approval number"))
    effective_on = forms.DateField(required=False, label=_("effective on"))

    class Meta:
        model = Organization
        fields = ["code", "name", "short_name", "kind", "sector", "founded_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer everything that branches may hang under."""
        super().__init__(*args, **kwargs)
        parents = Organization.objects.exclude(pk__in=Organization.objects.branches())
        field = self.fields["parent"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = parents
        if self.instance.pk:
            self.fields["code"].disabled = True  # the code never changes
            self.fields["parent"].initial = Organization.objects.get_parent(self.instance)

    def clean_parent(self) -> Organization | None:
        """Refuse an organization as its own superior, directly or further up."""
        parent: Organization | None = self.cleaned_data["parent"]
        if parent and self.instance.pk and parent.path.startswith(self.instance.path):
            raise forms.ValidationError(_("An organization cannot be moved below itself"))
        return parent


@admin.register(Organization)
class OrganizationAdmin(Administered):
    """The tree; founding, renaming and moving are events with a day and an approval number."""

    form = OrganizationForm
    list_display = ("name", "code", "kind", "sector", "dissolved_on")
    list_filter = ("kind", "sector")
    search_fields = ("name", "short_name", "code")
    fields = (
        "parent", "code", "name", "short_name", "kind", "sector", "founded_on",
        "effective_on", "approval_number",
    )  # fmt: skip

    def save_model(
        self, request: HttpRequest, obj: Organization, form: OrganizationForm, change: bool
    ) -> None:
        """Do what the form says through the actions, so that it is recorded."""
        given = form.cleaned_data
        now = timezone.now()
        by = _person(request)
        if not change:
            made = create_organization(
                parent=given["parent"],
                approval_number=given["approval_number"],
                by=by,
                now=now,
                **{name: given[name] for name in OrganizationForm.Meta.fields},
            )
            obj.__dict__.update(made.__dict__)
            return
        day = given["effective_on"] or timezone.localdate()
        number = given["approval_number"]
        if {"name", "short_name"} & set(form.changed_data):
            rename_organization(
                organization=obj,
                name=given["name"],
                short_name=given["short_name"],
                effective_on=day,
                approval_number=number,
                by=by,
                now=now,
            )
        if "parent" in form.changed_data and given["parent"] is not None:
            move_organization(
                organization=obj,
                parent=given["parent"],
                effective_on=day,
                approval_number=number,
                by=by,
                now=now,
            )
        correct_organization(
            organization=obj,
            kind=given["kind"],
            sector=given["sector"],
            founded_on=given["founded_on"],
            effective_on=day,
            by=by,
            now=now,
        )


@admin.register(OrganizationEvent)
class OrganizationEventAdmin(ReadOnlyAdmin):
    """What happened to organizations."""

    list_display = ("organization", "kind", "effective_on", "approval_number", "recorded_by")
    list_select_related = ("organization", "recorded_by")


class RoleForm(forms.ModelForm[RoleAssignment]):
    """A role; once given, its last day may be set or brought forward."""

    class Meta:
        model = RoleAssignment
        fields = ["user", "organization", "role", "provider_kind", "valid_from", "valid_to"]

    def clean_valid_to(self) -> datetime.date | None:
        """Refuse to prolong a role that was ended: it is given again instead."""
        last_day: datetime.date | None = self.cleaned_data["valid_to"]
        before = self.instance.valid_to if self.instance.pk else None
        if before and (last_day is None or last_day > before):
            raise forms.ValidationError(_("This role has ended; please give it again"))
        return last_day


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(Administered):
    """Roles: given once, ended with a day, never rewritten."""

    form = RoleForm
    list_display = ("user", "role", "provider_kind", "organization", "valid_from", "valid_to")
    list_filter = ("role",)
    list_select_related = ("user", "organization")
    search_fields = ("user__username", "user__name", "organization__name", "organization__code")
    autocomplete_fields = ("user", "organization")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        """Leave only the last day open once a role is given."""
        if obj is None:
            return ()
        return ("user", "organization", "role", "provider_kind", "valid_from")

    def save_model(
        self, request: HttpRequest, obj: RoleAssignment, form: forms.Form, change: bool
    ) -> None:
        """Give or end the role through the actions, so that it is recorded."""
        now, by = timezone.now(), _person(request)
        if not change:
            made = grant_role(
                user=obj.user,
                organization=obj.organization,
                role=obj.role,
                provider_kind=obj.provider_kind,
                valid_from=obj.valid_from,
                valid_to=obj.valid_to,
                by=by,
                now=now,
            )
            obj.__dict__.update(made.__dict__)
        elif obj.valid_to is not None and "valid_to" in form.changed_data:
            end_role(assignment=obj, last_day=obj.valid_to, by=by, now=now)
        else:
            messages.warning(request, _("Only the last day of a role can be set."))


class AccountForm(BaseUserCreationForm[User]):
    """A new account with its first password."""

    class Meta:
        model = User
        fields = ("username", "name", "phone")


@admin.register(User)
class AccountAdmin(Administered, UserAdmin[User]):
    """Accounts. Roles are given on their own page."""

    add_form = AccountForm
    add_fieldsets = ((None, {"fields": ("username", "name", "phone", "password1", "password2")}),)
    fieldsets = ((None, {"fields": ("username", "name", "phone", "password", "is_active")}),)
    readonly_fields = ("last_login",)
    list_display = ("username", "name", "phone", "is_active", "last_login")
    list_filter = ("is_active", "is_demo")
    search_fields = ("username", "name", "phone")
    filter_horizontal = ()
    ordering = ("username",)

    def save_model(self, request: HttpRequest, obj: User, form: forms.Form, change: bool) -> None:
        """Save the account and record who did it, without its password."""
        super().save_model(request, obj, form, change)
        record(
            action="change_account" if change else "create_account",
            about=("user", obj.pk),
            by=request.user,
            now=timezone.now(),
            detail={"fields": sorted(set(form.changed_data) - {"password1", "password2"})},
        )

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002 - Django's name
        form_url: str = "",
    ) -> HttpResponse:
        """Set a new password for somebody and record that it was done."""
        with transaction.atomic():
            answer: HttpResponse = super().user_change_password(request, id, form_url)
            if request.method == "POST" and isinstance(answer, HttpResponseRedirect):
                record(
                    action="reset_password",
                    about=("user", id),
                    by=request.user,
                    now=timezone.now(),
                )
        return answer


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("the administration was entered without an account")
    return request.user
