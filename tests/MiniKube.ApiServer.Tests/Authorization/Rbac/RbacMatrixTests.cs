using System.Text.Json.Nodes;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Authorization;
using MiniKube.ApiServer.Authorization.Rbac;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Tests.Authorization.Rbac;

public sealed class RbacMatrixTests
{
    private static readonly string[] Verbs =
        ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "impersonate", "bind", "escalate", "approve"];

    private static readonly string[] Paths =
        ["/", "/api", "/api/v1", "/apis/apps/v1", "/healthz", "/healthz/etcd", "/livez", "/metrics", "/version", "/openapi/v3", "/openid/v1/jwks", "/debug/pprof"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_default_identity_may_do_what_a_plain_reading_of_the_default_roles_gives_it()
    {
        var objects = RbacObjects.Default;
        var authorizer = RbacObjects.Authorizer(objects);
        var plain = new PlainEvaluator(objects);
        var allowed = 0;

        foreach (var asked in Identities().SelectMany(Matrix))
        {
            var expected = plain.Allows(asked);
            (await authorizer.AuthorizeAsync(asked, Token)).IsAllowed.Should().Be(expected, "{0}", asked);
            allowed += expected ? 1 : 0;
        }

        allowed.Should().BeGreaterThan(1000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Roles_and_bindings_by_chance_are_read_as_a_plain_evaluator_reads_them(int seed)
    {
        var policy = new RandomPolicy(seed);
        var objects = policy.Objects();
        var authorizer = RbacObjects.Authorizer(objects);
        var plain = new PlainEvaluator(objects);
        var answers = new HashSet<bool>();

        for (var i = 0; i < 5000; i++)
        {
            var asked = policy.Question();
            var expected = plain.Allows(asked);
            (await authorizer.AuthorizeAsync(asked, Token)).IsAllowed.Should().Be(expected, "{0}", asked);
            answers.Add(expected);
        }

        answers.Should().HaveCount(2);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void The_index_is_the_same_after_changes_as_when_made_at_once(int seed)
    {
        var before = new RandomPolicy(seed).Objects();
        var policy = new RandomPolicy(seed + 100);
        var after = policy.Objects();
        var state = new RbacState();
        foreach (var one in before.Concat(after))
        {
            state.Put(RbacObjects.Stored(one));
        }

        var kept = after.Select(one => RbacObjects.Stored(one).Key).ToHashSet();
        foreach (var gone in before.Select(one => RbacObjects.Stored(one).Key).Where(key => !kept.Contains(key)))
        {
            state.Remove(gone);
        }

        state.Publish();

        var plain = new PlainEvaluator(after);
        for (var i = 0; i < 2000; i++)
        {
            var asked = policy.Question();
            (state.Index.Find(asked) is not null).Should().Be(plain.Allows(asked), "{0}", asked);
        }
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public void Whoever_covers_a_role_may_do_all_that_it_allows(int seed)
    {
        var policy = new RandomPolicy(seed);
        var roles = policy.Objects().Where(one => (string)one["kind"]! == "ClusterRole").Select(Rules).ToList();
        var covered = 0;

        foreach (var (owner, wanted) in roles.SelectMany(owner => roles.Select(wanted => (owner, wanted))))
        {
            if (RuleCoverage.Missing(owner, wanted).Count > 0)
            {
                continue;
            }

            covered++;
            for (var i = 0; i < 500; i++)
            {
                var asked = policy.Question();
                (wanted.Any(rule => rule.Allows(asked)) && !owner.Any(rule => rule.Allows(asked))).Should().BeFalse("{0}", asked);
            }
        }

        covered.Should().BeGreaterThanOrEqualTo(roles.Count);
    }

    [Fact]
    public void Missing_rights_are_told_verb_by_verb_and_resource_by_resource()
    {
        PolicyRule[] owner = [new(["get"], [""], ["pods", "*/log"], [], [])];
        PolicyRule[] wanted =
        [
            new(["get", "list", "delete"], [""], ["pods", "pods/log"], [], []),
            new(["get"], [], [], [], ["/metrics"]),
            new(["get"], [""], ["secrets"], ["s"], []),
        ];

        var missing = RuleCoverage.Missing(owner, wanted);

        RuleCoverage.Describe(missing).Should().Be(
            """
            {APIGroups:[""], Resources:["pods"], Verbs:["list" "delete"]}
            {APIGroups:[""], Resources:["pods/log"], Verbs:["list" "delete"]}
            {APIGroups:[""], Resources:["secrets"], ResourceNames:["s"], Verbs:["get"]}
            {NonResourceURLs:["/metrics"], Verbs:["get"]}
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task The_answer_says_by_which_binding_or_which_role_is_missing()
    {
        JsonObject[] objects =
        [
            .. RbacObjects.Default,
            JsonNode.Parse("""
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"b","namespace":"x"},
                 "subjects":[{"kind":"User","name":"ann"}],"roleRef":{"kind":"ClusterRole","name":"gone"} }
                """)!.AsObject(),
        ];
        var authorizer = RbacObjects.Authorizer(objects);
        var ann = UserInfo.Authenticated("ann");

        var allowed = await authorizer.AuthorizeAsync(new AttributesRecord { User = ann, Verb = "get", Path = "/api" }, Token);
        var refused = await authorizer.AuthorizeAsync(
            new AttributesRecord { User = ann, IsResourceRequest = true, Verb = "get", Resource = "pods", Namespace = "x" }, Token);

        allowed.Reason.Should().Be("RBAC: allowed by ClusterRoleBinding \"system:discovery\" of ClusterRole \"system:discovery\" to Group \"system:authenticated\"");
        refused.Should().Be(Decision.NoOpinion("RBAC: clusterrole.rbac.authorization.k8s.io \"gone\" not found"));
    }

    private static IReadOnlyList<PolicyRule> Rules(JsonObject role) =>
        [.. ((JsonArray)role["rules"]!).Select(rule => PolicyRule.Read((JsonObject)rule!))];

    private static IEnumerable<UserInfo> Identities() =>
    [
        UserInfo.Anonymous,
        UserInfo.Authenticated("ann"),
        UserInfo.Authenticated("kubernetes-admin", UserInfo.MastersGroup),
        UserInfo.Authenticated("system:kube-scheduler"),
        UserInfo.Authenticated("system:kube-controller-manager"),
        UserInfo.Authenticated("system:kube-proxy"),
        UserInfo.Authenticated("system:node:n1", "system:nodes"),
        UserInfo.Authenticated("system:mkube"),
        UserInfo.Authenticated("prometheus", "system:monitoring"),
        .. ((string[])["deployment-controller", "replicaset-controller", "generic-garbage-collector", "namespace-controller", "default"]).Select(name =>
            UserInfo.Authenticated($"system:serviceaccount:kube-system:{name}", "system:serviceaccounts", "system:serviceaccounts:kube-system")),
    ];

    private static IEnumerable<AttributesRecord> Matrix(UserInfo user)
    {
        foreach (var resource in ApiCatalog.BuiltIn.Resources)
        {
            foreach (var part in resource.Subresources.Select(one => one.Name).Append(""))
            {
                foreach (var verb in Verbs)
                {
                    foreach (var (ns, name) in ((string, string)[])[("", ""), ("kube-system", "kube-scheduler"), ("default", "x")])
                    {
                        yield return new AttributesRecord
                        {
                            User = user,
                            IsResourceRequest = true,
                            Verb = verb,
                            Group = resource.Resource.Group,
                            Resource = resource.Resource.Resource,
                            Subresource = part,
                            Namespace = ns,
                            Name = name,
                        };
                    }
                }
            }
        }

        foreach (var path in Paths)
        {
            yield return new AttributesRecord { User = user, Verb = "get", Path = path };
            yield return new AttributesRecord { User = user, Verb = "post", Path = path };
        }
    }
}
