using System.Text.Json.Nodes;
using MiniKube.Api.Determinism;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Authorization;

namespace MiniKube.ApiServer.Tests.Authorization.Rbac;

/// <summary>Roles, bindings, users and questions by chance, from small sets so that they meet often.</summary>
internal sealed class RandomPolicy(int seed)
{
    private static readonly string[] Verbs = ["get", "list", "create", "delete", "*"];
    private static readonly string[] Groups = ["", "apps", "*"];
    private static readonly string[] Resources = ["pods", "pods/log", "secrets", "*/log", "*", "deployments", "deployments/scale"];
    private static readonly string[] Names = ["a", "b", "c"];
    private static readonly string[] Paths = ["/", "/api", "/api/*", "/metrics", "*", "/healthz/*"];
    private static readonly string[] Namespaces = ["red", "blue"];
    private static readonly string[] Users = ["ann", "bob", "system:serviceaccount:red:robot", "system:serviceaccount:blue:robot"];
    private static readonly string[] UserGroups = ["devs", "ops", "system:authenticated"];

    private readonly SeededRandomSource _random = new(seed);

    public IReadOnlyList<JsonObject> Objects()
    {
        var made = new List<JsonObject>();
        foreach (var name in Names)
        {
            made.Add(Role("ClusterRole", null, name));
            made.AddRange(Namespaces.Select(ns => Role("Role", ns, name)));
        }

        for (var i = 0; i < 8; i++)
        {
            made.Add(Binding("ClusterRoleBinding", null, $"b{i}"));
            made.Add(Binding("RoleBinding", Pick(Namespaces), $"b{i}"));
        }

        return made;
    }

    public AttributesRecord Question()
    {
        var user = new UserInfo(Pick(Users), "", [.. Some(UserGroups)]);
        if (_random.Next(5) == 0)
        {
            return new AttributesRecord { User = user, Verb = Pick(Verbs), Path = Pick(["/", "/api", "/api/v1", "/metrics", "/metricsx", "/healthz/etcd"]) };
        }

        var resource = Pick(["pods", "secrets", "deployments", "nodes"]);
        return new AttributesRecord
        {
            User = user,
            IsResourceRequest = true,
            Verb = Pick(["get", "list", "create", "delete", "watch"]),
            Group = Pick(["", "apps", "batch"]),
            Resource = resource,
            Subresource = Pick(["", "", "log", "scale", "g"]),
            Namespace = Pick(["", "red", "blue", "green"]),
            Name = Pick(["", "a", "b", "z"]),
        };
    }

    private JsonObject Role(string kind, string? ns, string name)
    {
        var role = New(kind, ns, name);
        var rules = new JsonArray();
        for (var i = _random.Next(3); i >= 0; i--)
        {
            rules.Add((JsonNode)(kind == "ClusterRole" && _random.Next(4) == 0
                ? new JsonObject { ["verbs"] = Array(Some(Verbs)), ["nonResourceURLs"] = Array(Some(Paths)) }
                : new JsonObject
                {
                    ["verbs"] = Array(Some(Verbs)),
                    ["apiGroups"] = Array(Some(Groups)),
                    ["resources"] = Array(Some(Resources)),
                    ["resourceNames"] = _random.Next(3) == 0 ? Array(Some(Names)) : new JsonArray(),
                }));
        }

        role["rules"] = rules;
        return role;
    }

    private JsonObject Binding(string kind, string? ns, string name)
    {
        var binding = New(kind, ns, name);
        binding["roleRef"] = new JsonObject
        {
            ["apiGroup"] = "rbac.authorization.k8s.io",
            ["kind"] = ns is not null && _random.Next(2) == 0 ? "Role" : "ClusterRole",
            ["name"] = Pick([.. Names, "missing"]),
        };
        var subjects = new JsonArray();
        for (var i = _random.Next(3); i >= 0; i--)
        {
            subjects.Add((JsonNode)(_random.Next(3) switch
            {
                0 => new JsonObject { ["kind"] = "User", ["name"] = Pick(Users) },
                1 => new JsonObject { ["kind"] = "Group", ["name"] = Pick(UserGroups) },
                _ when ns is not null && _random.Next(2) == 0 => new JsonObject { ["kind"] = "ServiceAccount", ["name"] = "robot" },
                _ => new JsonObject { ["kind"] = "ServiceAccount", ["name"] = "robot", ["namespace"] = Pick(Namespaces) },
            }));
        }

        binding["subjects"] = subjects;
        return binding;
    }

    private static JsonObject New(string kind, string? ns, string name)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (ns is not null)
        {
            metadata["namespace"] = ns;
        }

        return new JsonObject { ["apiVersion"] = "rbac.authorization.k8s.io/v1", ["kind"] = kind, ["metadata"] = metadata };
    }

    private string Pick(string[] from) => from[_random.Next(from.Length)];

    private string[] Some(string[] from) => [.. from.Where(_ => _random.Next(3) == 0).DefaultIfEmpty(from[_random.Next(from.Length)])];

    private static JsonArray Array(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);
}
