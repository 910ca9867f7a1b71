using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Authorization.Rbac;

/// <summary>The roles and bindings that every cluster has, read from <c>default-policy.txt</c>, which explains its lines itself.</summary>
internal static class DefaultPolicy
{
    public const string Group = "rbac.authorization.k8s.io";

    /// <summary>An object with this annotation set to <c>false</c> is left as its operator made it.</summary>
    public const string AutoUpdateAnnotation = "rbac.authorization.kubernetes.io/autoupdate";

    private const string AggregatePrefix = "rbac.authorization.k8s.io/";

    /// <summary>New objects at every call; roles before the bindings that name them.</summary>
    public static ImmutableArray<(GroupVersionResource Resource, JsonObject Object)> Objects()
    {
        var roles = new List<JsonObject>();
        var bindings = new List<JsonObject>();
        foreach (var line in Lines())
        {
            if (line[0] == ' ')
            {
                ((JsonArray)roles[^1]["rules"]!).Add((JsonNode)DefaultPolicyRule.Read(Words(line)).Write());
            }
            else
            {
                Begin(Words(line), roles, bindings);
            }
        }

        FillAggregated(roles);
        return [.. roles.Concat(bindings).Select(one => (ResourceOf(one), one))];
    }

    /// <summary>The rules of one of the default cluster roles.</summary>
    public static ImmutableArray<PolicyRule> RulesOf(string clusterRole)
    {
        var role = Objects().First(one => one.Resource.Resource == "clusterroles" && one.Object.Name == clusterRole);
        return [.. role.Object.Objects("rules").Select(PolicyRule.Read)];
    }

    private static void Begin(string[] words, List<JsonObject> roles, List<JsonObject> bindings)
    {
        switch (words)
        {
            case ["clusterrole", var name, .. var labels]:
                roles.Add(Role("", name, labels));
                break;
            case ["aggregated", var name, var source, .. var labels]:
                var aggregated = Role("", name, labels);
                aggregated["aggregationRule"] = new JsonObject
                {
                    ["clusterRoleSelectors"] = new JsonArray(new JsonObject
                    {
                        ["matchLabels"] = new JsonObject { [$"{AggregatePrefix}aggregate-to-{source}"] = "true" },
                    }),
                };
                roles.Add(aggregated);
                break;
            case ["controller", var name]:
                var full = $"system:controller:{name}";
                roles.Add(Role("", full, []));
                bindings.Add(Binding("", full, full, [$"account:kube-system/{name}"]));
                break;
            case ["role", var ns, var name]:
                roles.Add(Role(ns, name, []));
                break;
            case ["clusterbinding", var name, var role, .. var subjects]:
                bindings.Add(Binding("", name, role, subjects));
                break;
            case ["binding", var ns, var name, var role, .. var subjects]:
                bindings.Add(Binding(ns, name, role, subjects));
                break;
            default:
                throw new InvalidDataException($"The default policy has a line that says nothing: {string.Join(' ', words)}");
        }
    }

    private static JsonObject Role(string ns, string name, string[] labels)
    {
        var role = New(ns.Length == 0 ? "ClusterRole" : "Role", ns, name);
        foreach (var label in labels)
        {
            role.Metadata.Ensure("labels")[AggregatePrefix + label] = "true";
        }

        role["rules"] = new JsonArray();
        return role;
    }

    private static JsonObject Binding(string ns, string name, string role, string[] subjects)
    {
        var binding = New(ns.Length == 0 ? "ClusterRoleBinding" : "RoleBinding", ns, name);
        binding["roleRef"] = new JsonObject { ["apiGroup"] = Group, ["kind"] = ns.Length == 0 ? "ClusterRole" : "Role", ["name"] = role };
        if (subjects.Length > 0)
        {
            binding["subjects"] = new JsonArray([.. subjects.Select(Subject)]);
        }

        return binding;
    }

    private static JsonObject Subject(string word)
    {
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        var name = word[(colon + 1)..];
        return word[..colon] switch
        {
            "user" => new JsonObject { ["kind"] = "User", ["apiGroup"] = Group, ["name"] = name },
            "group" => new JsonObject { ["kind"] = "Group", ["apiGroup"] = Group, ["name"] = name },
            "account" when name.Split('/') is [var ns, var account] =>
                new JsonObject { ["kind"] = "ServiceAccount", ["name"] = account, ["namespace"] = ns },
            _ => throw new InvalidDataException($"The default policy names a subject that is none: {word}"),
        };
    }

    private static JsonObject New(string kind, string ns, string name)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (ns.Length > 0)
        {
            metadata["namespace"] = ns;
        }

        metadata["labels"] = new JsonObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" };
        metadata["annotations"] = new JsonObject { [AutoUpdateAnnotation] = "true" };
        return new JsonObject { ["kind"] = kind, ["apiVersion"] = $"{Group}/v1", ["metadata"] = metadata };
    }

    /// <summary>
    /// Gives aggregated roles the rules that their controller would, so that a new cluster has them at once. Later roles may aggregate earlier
    /// aggregated ones, so as many passes are made as there are such roles.
    /// </summary>
    private static void FillAggregated(List<JsonObject> roles)
    {
        var aggregated = roles.Where(role => role.ContainsKey("aggregationRule")).ToList();
        foreach (var _ in aggregated)
        {
            foreach (var role in aggregated)
            {
                var label = role.Child("aggregationRule").Objects("clusterRoleSelectors").First().Child("matchLabels")!.First().Key;
                var rules = roles
                    .Where(one => one.Metadata.Child("labels")!.ContainsKey(label))
                    .OrderBy(one => one.Name, StringComparer.Ordinal)
                    .SelectMany(one => one.Objects("rules"))
                    .DistinctBy(rule => rule.ToJsonString());
                role["rules"] = new JsonArray([.. rules.Select(rule => rule.DeepClone())]);
            }
        }
    }

    private static GroupVersionResource ResourceOf(JsonObject made) => new(Group, "v1", $"{made.Text("kind").ToLowerInvariant()}s");

    private static IEnumerable<string> Lines()
    {
        using var stream = typeof(DefaultPolicy).Assembly.GetManifestResourceStream("default-policy.txt")
            ?? throw new InvalidOperationException("The default policy is not in this assembly.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
