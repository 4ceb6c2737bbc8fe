package dev.headgate.core.http;

/**
 * The routes that have a name: Headgate's own, and those of GitHub's REST API (GitHub Docs, "REST
 * API endpoints", version 2022-11-28, with the numeric forms of its page links). A line is a
 * pattern as {@link RouteTemplateNode#add} reads it.
 */
final class RouteTemplatePaths {
  private static final String OWN =
      """
      healthz|readyz|metrics|dashboard|events|graphql
      webhooks/github
      api/v1/health|metrics|openapi.json|quotas|cache|jobs|audit|config|stream
      api/v1/limits/explain|{rule}
      api/v1/breakers/{name}
      api/v1/tasks/{id}/retry|content
      api/v1/batches/{id}
      """;

  private static final String GITHUB =
      """
      zen|emojis|meta|octocat|versions|feeds|rate_limit|issues|licenses
      advisories/{ghsa_id}
      app/installation-requests
      app/hook/config
      app/hook/deliveries/{id}/attempts
      app/installations/{id}/access_tokens|suspended
      app-manifests/{code}/conversions
      applications/{client_id}/grant
      applications/{client_id}/token/scoped
      apps/{app_slug}
      assignments/{id}/accepted_assignments|grades
      classrooms/{id}/assignments
      codes_of_conduct/{key}
      credentials/revoke
      gists/public|starred
      gists/{id}/comments/{comment_id}
      gists/{id}/commits|forks|star|{sha}
      gitignore/templates/{name}
      installation/repositories|token
      licenses/{license}
      markdown/raw
      marketplace_listing/accounts/{account_id}
      marketplace_listing/plans/{plan_id}/accounts
      marketplace_listing/stubbed/accounts/{account_id}
      marketplace_listing/stubbed/plans/{plan_id}/accounts
      networks/{owner}/{repo}/events
      notifications/threads/{id}/subscription
      projects/{id}/collaborators/{username}/permission
      projects/{id}/columns
      projects/columns/{id}/cards|moves
      projects/columns/cards/{id}/moves
      search/code|commits|issues|labels|repositories|topics|users
      """;

  private static final String REPOSITORY =
      """
      actions/artifacts/{id}/{archive_format}
      actions/cache/usage|retention-limit|storage-limit
      actions/caches/{id}
      actions/jobs/{id}/logs|rerun
      actions/oidc/customization/sub
      actions/organization-secrets|organization-variables
      actions/permissions/access|selected-actions|workflow
      actions/runners/downloads|generate-jitconfig|registration-token|remove-token
      actions/runners/{id}/labels/{name}
      actions/runs/{id}/approvals|approve|artifacts|cancel|force-cancel|jobs|logs
      actions/runs/{id}/pending_deployments
      actions/runs/{id}/rerun|rerun-failed-jobs|timing|deployment_protection_rule
      actions/runs/{id}/attempts/{attempt}/jobs|logs
      actions/secrets/public-key|{name}
      actions/variables/{name}
      actions/workflows/{id}/disable|dispatches|enable|runs|timing
      activity|assignees|attestations|autolinks|automated-security-fixes|branches|caches
      assignees/{assignee}
      attestations/{digest}
      autolinks/{id}
      branches/{branch}/rename
      branches/{branch}/protection/enforce_admins|required_signatures|required_pull_request_reviews
      branches/{branch}/protection/required_status_checks/contexts
      branches/{branch}/protection/restrictions/apps|teams|users
      check-runs/{id}/annotations|rerequest
      check-suites/preferences
      check-suites/{id}/check-runs|rerequest
      code-scanning/alerts/{number}/autofix/commits
      code-scanning/alerts/{number}/instances
      code-scanning/analyses/{id}
      code-scanning/codeql/databases/{language}
      code-scanning/codeql/variant-analyses/{id}
      code-scanning/default-setup
      code-scanning/sarifs/{id}
      code-security-configuration
      codeowners/errors
      codespaces/devcontainers|machines|new|permissions_check
      codespaces/secrets/public-key|{name}
      collaborators/{username}/permission
      comments/{id}/reactions/{reaction_id}
      commits/{ref}/branches-where-head|check-runs|check-suites|comments|pulls|status|statuses
      community/profile
      compare/{basehead...}
      contents/{path...}
      contributors|deployments|dispatches|environments|events|forks|generate|hooks|import
      dependabot/alerts/{number}
      dependabot/secrets/public-key|{name}
      dependency-graph/sbom|snapshots
      dependency-graph/compare/{basehead...}
      deployments/{id}/statuses/{status_id}
      environments/{environment}/deployment-branch-policies/{id}
      environments/{environment}/deployment_protection_rules/apps|{id}
      environments/{environment}/secrets/public-key|{name}
      environments/{environment}/variables/{name}
      git/blobs/{sha}
      git/commits/{sha}
      git/matching-refs/{ref...}
      git/ref/{ref...}
      git/refs/{ref...}
      git/tags/{sha}
      git/trees/{sha}
      hooks/{id}/config|pings|tests
      hooks/{id}/deliveries/{delivery_id}/attempts
      immutable-releases|installation|interaction-limits|invitations|issues|keys|labels|languages
      import/authors/{id}
      import/large_files|lfs
      invitations/{id}
      issues/events/{id}
      issues/comments/{id}/reactions/{reaction_id}
      issues/{number}/assignees/{assignee}
      issues/{number}/comments|events|lock|parent|sub_issue|timeline
      issues/{number}/dependencies/blocking
      issues/{number}/dependencies/blocked_by/{id}
      issues/{number}/labels/{name}
      issues/{number}/reactions/{reaction_id}
      issues/{number}/sub_issues/priority
      keys/{id}
      labels/{name}
      license|merge-upstream|merges|milestones|notifications|private-vulnerability-reporting
      milestones/{number}/labels
      pages/deployment|health
      pages/builds/latest|{id}
      pages/deployments/{id}/cancel
      projects|properties|pulls|readme|releases|rulesets|stargazers|subscribers|subscription
      properties/values
      pulls/comments/{id}/reactions/{reaction_id}
      pulls/{number}/codespaces|commits|files|merge|requested_reviewers|update-branch
      pulls/{number}/comments/{id}/replies
      pulls/{number}/reviews/{id}/comments|dismissals|events
      readme/{dir...}
      releases/generate-notes|latest
      releases/assets/{id}
      releases/tags/{tag...}
      releases/{id}/assets
      releases/{id}/reactions/{reaction_id}
      rules/branches/{branch}
      rulesets/rule-suites/{id}
      rulesets/{id}/history/{version_id}
      secret-scanning/push-protection-bypasses|scan-history
      secret-scanning/alerts/{number}/locations
      security-advisories/reports
      security-advisories/{ghsa_id}/cve|forks
      stats/code_frequency|commit_activity|contributors|participation|punch_card
      statuses/{sha}
      tags|teams|topics|transfer|vulnerability-alerts
      tags/protection/{id}
      tarball/{ref...}
      traffic/clones|views
      traffic/popular/paths|referrers
      zipball/{ref...}
      """;

  private static final String ORGANIZATION =
      """
      actions/cache/usage|usage-by-repository
      actions/hosted-runners/{id}
      actions/oidc/customization/sub
      actions/permissions/repositories|selected-actions|workflow|self-hosted-runners
      actions/runner-groups/{id}/hosted-runners|repositories|runners
      actions/runners/downloads|generate-jitconfig|registration-token|remove-token
      actions/runners/{id}/labels/{name}
      actions/secrets/public-key
      actions/secrets/{name}/repositories/{id}
      actions/variables/{name}/repositories/{id}
      announcement|audit-log|blocks|credential-authorizations|events|failed_invitations|hooks
      attestations/{digest}
      blocks/{username}
      code-scanning/alerts
      code-security/configurations/{id}
      codespaces/access|secrets
      copilot/billing|metrics|usage
      copilot/billing/seats|selected_teams|selected_users
      dependabot/alerts
      dependabot/secrets/public-key
      dependabot/secrets/{name}/repositories/{id}
      hooks/{id}/config|pings
      hooks/{id}/deliveries/{delivery_id}/attempts
      installation|installations|interaction-limits|invitations|issues
      members|memberships|migrations
      invitations/{id}/teams
      issue-types/{id}
      members/{username}/codespaces|copilot
      memberships/{username}
      migrations/{id}/archive|repositories
      organization-roles/teams|users|{id}
      outside_collaborators/{username}
      packages/{type}/{name}/restore
      packages/{type}/{name}/versions/{id}/restore
      personal-access-token-requests/{id}/repositories
      personal-access-tokens/{id}/repositories
      private-registries/public-key|{name}
      projects|projectsV2|repos|rulesets|teams|public_members|properties|settings
      projectsV2/{number}/fields|items|views
      properties/schema/{name}
      properties/values
      public_members/{username}
      rulesets/rule-suites/{id}
      rulesets/{id}/history/{version_id}
      secret-scanning/alerts|pattern-configurations
      security-advisories|security-managers
      settings/billing/actions|packages|shared-storage|usage
      settings/network-configurations/{id}
      team/{team_slug}/copilot
      """;

  private static final String TEAM =
      """
      discussions/{number}/comments/{comment_number}/reactions
      discussions/{number}/reactions
      external-groups|invitations|members|projects|teams
      members/{username}
      memberships/{username}
      repos/{owner}/{repo}
      """;

  private static final String USER =
      """
      blocks|emails|followers|following|gists|gpg_keys|installations|invitations|issues|keys
      blocks/{username}
      codespaces/{name}/exports|machines|publish|start|stop
      email/visibility
      following/{username}
      gpg_keys/{id}
      installations/{id}/repositories/{repository_id}
      interaction-limits|marketplace_purchases|memberships|migrations|orgs|packages|projects
      keys/{id}
      memberships/orgs/{org}
      migrations/{id}/archive|repositories
      packages/{type}/{name}/restore
      packages/{type}/{name}/versions/{id}/restore
      public_emails|repos|repository_invitations|social_accounts|ssh_signing_keys|starred
      repository_invitations/{id}
      ssh_signing_keys/{id}
      starred/{owner}/{repo}
      subscriptions|teams
      """;

  private static final String NAMED_USER =
      """
      attestations/{digest}
      events/public
      events/orgs/{org}
      followers|gists|gpg_keys|hovercard|installation|keys|orgs|projects|projectsV2|received_events
      following/{target}
      packages/{type}/{name}/restore
      packages/{type}/{name}/versions/{id}/restore
      received_events/public
      repos|social_accounts|ssh_signing_keys|starred|subscriptions
      settings/billing/actions|packages|shared-storage|usage
      """;

  private static final String ENTERPRISE =
      """
      actions/cache/usage
      actions/permissions/organizations|selected-actions|workflow
      actions/runner-groups/{id}/organizations|runners
      actions/runners/downloads|generate-jitconfig|registration-token|remove-token
      actions/runners/{id}/labels/{name}
      audit-log/streams/{id}
      code-scanning/alerts
      code-security/configurations/{id}
      consumed-licenses|license-sync-status
      copilot/billing|metrics|usage
      dependabot/alerts
      secret-scanning/alerts
      settings/billing/actions|packages|shared-storage|usage
      """;

  private RouteTemplatePaths() {}

  static RouteTemplateNode tree() {
    RouteTemplateNode root = RouteTemplateNode.root();
    add(root, "", OWN);
    add(root, "", GITHUB);
    add(root, "repos/{owner}/{repo}/", REPOSITORY);
    add(root, "repositories/{id}/", REPOSITORY);
    add(root, "orgs/{org}/", ORGANIZATION);
    add(root, "orgs/{org}/teams/{team_slug}/", TEAM);
    add(root, "organizations/{id}/", ORGANIZATION);
    add(root, "organizations/{id}/team/{team_slug}/", TEAM);
    add(root, "teams/{id}/", TEAM);
    add(root, "user/", USER);
    add(root, "user/{id}/", NAMED_USER);
    add(root, "users/{username}/", NAMED_USER);
    add(root, "enterprises/{enterprise}/", ENTERPRISE);
    add(root, "scim/v2/organizations/{org}/", "Users/{id}");
    add(root, "scim/v2/enterprises/{enterprise}/", "Groups|Users/{id}");
    return root;
  }

  private static void add(RouteTemplateNode root, String prefix, String patterns) {
    patterns.lines().forEach(pattern -> root.add(prefix + pattern));
  }
}
