# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors

"""Parameters of the modules of awx.awx that the AWX kit uses, from the documentation of the modules (awx.awx 24.6).

The collection is only on Ansible Galaxy, so the tests cannot install it. Only parameters that the kit could use are
listed. To use another one, look it up in the documentation of the module, and add it here.
"""

from __future__ import annotations

from collections.abc import Mapping

REQUIRED: Mapping[str, frozenset[str]] = {
    "inventory": frozenset({"name", "organization"}),
    "host": frozenset({"name", "inventory"}),
    "credential": frozenset({"name", "credential_type"}),
}
NAME_ONLY = frozenset({"name"})  # of all other modules

PARAMETERS: Mapping[str, frozenset[str]] = {
    "credential": frozenset(
        ["name", "description", "organization", "credential_type", "inputs", "update_secrets", "user", "team", "state"]
    ),
    "credential_type": frozenset(["name", "description", "kind", "inputs", "injectors", "state"]),
    "execution_environment": frozenset(["name", "image", "description", "organization", "credential", "state", "pull"]),
    "host": frozenset(["name", "description", "inventory", "enabled", "variables", "state"]),
    "instance_group": frozenset(
        [
            "name",
            "credential",
            "is_container_group",
            "max_concurrent_jobs",
            "max_forks",
            "pod_spec_override",
            "instances",
            "state",
        ]
    ),
    "inventory": frozenset(
        ["name", "description", "organization", "variables", "kind", "host_filter", "instance_groups", "state"]
    ),
    "job_template": frozenset(
        [
            "name",
            "description",
            "job_type",
            "inventory",
            "organization",
            "project",
            "playbook",
            "credentials",
            "execution_environment",
            "instance_groups",
            "forks",
            "limit",
            "verbosity",
            "extra_vars",
            "use_fact_cache",
            "ask_variables_on_launch",
            "ask_limit_on_launch",
            "ask_job_slice_count_on_launch",
            "survey_enabled",
            "survey_spec",
            "allow_simultaneous",
            "timeout",
            "job_slice_count",
            "scm_branch",
            "labels",
            "state",
            "notification_templates_started",
            "notification_templates_success",
            "notification_templates_error",
        ]
    ),
    "notification_template": frozenset(
        ["name", "description", "organization", "notification_type", "notification_configuration", "messages", "state"]
    ),
    "project": frozenset(
        [
            "name",
            "description",
            "scm_type",
            "scm_url",
            "scm_branch",
            "credential",
            "scm_clean",
            "scm_update_on_launch",
            "scm_update_cache_timeout",
            "default_environment",
            "organization",
            "state",
            "wait",
            "update_project",
        ]
    ),
    "schedule": frozenset(
        [
            "rrule",
            "name",
            "description",
            "extra_data",
            "inventory",
            "job_slice_count",
            "credentials",
            "unified_job_template",
            "organization",
            "enabled",
            "state",
        ]
    ),
    "workflow_job_template": frozenset(
        [
            "name",
            "description",
            "extra_vars",
            "organization",
            "allow_simultaneous",
            "ask_variables_on_launch",
            "inventory",
            "limit",
            "survey_enabled",
            "survey_spec",
            "labels",
            "state",
            "notification_templates_started",
            "notification_templates_success",
            "notification_templates_error",
            "workflow_nodes",
            "destroy_current_nodes",
        ]
    ),
}
CHOICES: Mapping[tuple[str, str], frozenset[str]] = {
    ("credential_type", "kind"): frozenset({"ssh", "vault", "net", "scm", "cloud", "insights"}),
    ("execution_environment", "pull"): frozenset({"always", "missing", "never"}),
    ("notification_template", "notification_type"): frozenset(
        ["awssns", "email", "grafana", "irc", "mattermost", "pagerduty", "rocketchat", "slack", "twilio", "webhook"]
    ),
    ("project", "scm_type"): frozenset({"manual", "git", "svn", "insights", "archive"}),
}
# Members of a workflow node, of its template and of its relations.
NODE = frozenset(
    ["identifier", "unified_job_template", "related", "all_parents_must_converge", "extra_data", "inventory", "state"]
)
NODE_TEMPLATE = frozenset(["name", "organization", "inventory", "type", "description", "timeout"])
RELATIONS = frozenset({"success_nodes", "failure_nodes", "always_nodes"})
# Members of an input field and of an entry of a survey, as the API accepts them.
INPUT_FIELD = frozenset(
    ["id", "type", "label", "format", "choices", "help_text", "multiline", "secret", "ask_at_runtime", "default"]
)
SURVEY_ENTRY = frozenset(
    [
        "question_name",  # codespell:ignore
        "question_description",  # codespell:ignore
        "variable",
        "type",
        "required",
        "default",
        "min",
        "max",
        "choices",
        "new_question",  # codespell:ignore
    ]
)
SURVEY_TYPES = frozenset(["text", "textarea", "password", "integer", "float", "multiplechoice", "multiselect"])
# Names that a credential type must not set in the environment.
BLOCKED_VARIABLES = frozenset(
    ["VIRTUAL_ENV", "PATH", "PYTHONPATH", "JOB_ID", "INVENTORY_ID", "AWX_HOST", "REST_API_TOKEN"]
)
