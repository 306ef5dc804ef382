# SPDX-FileCopyrightText: 2026 tencentcloud.mps contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to the tencentcloud.mps collection: it may change in any release.
# Do not import it from outside.

from __future__ import annotations


class ModuleDocFragment:
    """Options that add the members of an organization as accounts."""

    DOCUMENTATION = r"""
options:
  organization:
    description:
      - Adds each member of an organization as an account, in addition to O(accounts). A new member is an account from
        the day on which it joins.
      - The members are listed with the connection options. The credentials must belong to the administrator of the
        organization, with the permissions C(organization:DescribeOrganizationMembers) and
        C(organization:DescribeOrganizationNodes).
      - Every member is read through a role in the member. A connection option that O(organization) does not contain,
        such as O(endpoint), has the value of the task or of the inventory file. An audit reports a member whose role
        cannot be assumed as V(unknown).
      - If the list of members cannot be read and verified as complete, this is an error, and no account is used.
      - If an entry of O(accounts) has the UIN of a member, the entry is used for this member.
      - The labels of a member are its tags as V(key=value), and its node with all nodes above as a path, for example
        V(Root), V(Root/Studios) and V(Root/Studios/Asia).
    type: dict
    suboptions:
      role_arn:
        description: ARN of the role in each member. C({uin}) is replaced by the UIN of the member, for example
          V(qcs::cam::uin/{uin}:roleName/SampleAuditor).
        type: str
        required: true
      names:
        description: Patterns of member names, for example V(prod-*). Only members that match one of them are accounts.
          A pattern that matches no member is an error.
        type: list
        elements: str
      nodes:
        description: Names, paths or patterns of nodes, for example V(Studios) or V(Root/Studios/*). Only members in one
          of these nodes, or in a node below, are accounts. An entry that matches no node with members is an error.
        type: list
        elements: str
      tags:
        description: Tags of members. Only members that have all of these tags are accounts. A value can be a pattern.
        type: dict
        default: {}
      permission_status:
        description: Only members with one of these values of C(PermissionStatus) are accounts. The API has no filter
          for it, so it is compared after all members are listed. Default is all members.
        type: list
        elements: str
        choices: [Confirmed, UnConfirmed]
      exclude:
        description: UINs or name patterns of members that are not added as accounts. An entry that matches no member is
          a warning.
        type: list
        elements: str
      account_name:
        description: Name of the account of a member. C({name}), C({uin}) and C({node}) are replaced by the name,
          the UIN and the name of the node of the member. Two members that would get the same name get the
          UIN as a suffix, for example V(studio-100000000001).
        type: str
        default: "{name}"
  organization_endpoint:
    description:
      - URL or host name of the API that lists the members of O(organization).
      - Default is the environment variable E(TENCENTCLOUD_ORGANIZATION_ENDPOINT). If it is not set, the endpoint is
        derived from O(endpoint). A loopback O(endpoint) is also the endpoint of the organization.
    type: str
"""

    # The environment variable of inventory plugins. Modules read it with their argument spec.
    PLUGINS = r"""
options:
  organization_endpoint:
    env:
      - name: TENCENTCLOUD_ORGANIZATION_ENDPOINT
"""
