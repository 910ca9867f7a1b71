using System.Collections.Immutable;
using MiniKube.ApiServer.Configuration;

namespace MiniKube.ApiServer.Audit;

/// <summary>Reads a policy, and refuses one that is wrong in anything, so that nothing goes unrecorded for a typing error.</summary>
internal static class AuditPolicyFile
{
    private const string ApiVersion = "audit.k8s.io/v1";

    /// <exception cref="InvalidDataException">The file cannot be read or is wrong; the message says what to mend.</exception>
    public static AuditPolicy Load(string path) => Parse(path, ConfigurationFile.Load(path));

    /// <param name="source">The file's name, for the message.</param>
    /// <param name="content">YAML or JSON.</param>
    /// <exception cref="InvalidDataException">As above.</exception>
    public static AuditPolicy Parse(string source, ReadOnlyMemory<byte> content)
    {
        var root = new ConfigurationNode(ConfigurationFile.Tree(source, content), "", []);
        if (root.Text("apiVersion") != ApiVersion || root.Text("kind") != "Policy")
        {
            throw new InvalidDataException($"{source}: not a Policy of {ApiVersion}");
        }

        ReadMetadata(root.Child("metadata"));
        var rules = root.Children("rules");
        if (rules.IsEmpty)
        {
            root.Mistake("rules", "Required value: a policy without rules records nothing");
        }

        var policy = new AuditPolicy([.. rules.Select(ReadRule)], Stages(root, "omitStages"), root.Flag("omitManagedFields") ?? false);
        root.Close();
        return root.Mistakes is [] ? policy : throw new InvalidDataException($"{source}: {string.Join("; ", root.Mistakes)}");
    }

    /// <summary>What people write there has no meaning here.</summary>
    private static void ReadMetadata(ConfigurationNode? metadata)
    {
        foreach (var name in (ReadOnlySpan<string>)["name", "labels", "annotations", "creationTimestamp"])
        {
            _ = metadata?.Has(name);
        }
    }

    private static AuditRule ReadRule(ConfigurationNode node)
    {
        var rule = new AuditRule
        {
            Level = Word<AuditLevel>(node, "level", node.RequiredText("level")) ?? AuditLevel.None,
            Users = node.Texts("users"),
            UserGroups = node.Texts("userGroups"),
            Verbs = node.Texts("verbs"),
            Resources = [.. node.Children("resources").Select(ReadResources)],
            Namespaces = node.Texts("namespaces"),
            NonResourceUrls = node.Texts("nonResourceURLs"),
            OmitStages = Stages(node, "omitStages"),
            OmitManagedFields = node.Flag("omitManagedFields"),
        };
        CheckPaths(node, rule);
        return rule;
    }

    private static AuditResources ReadResources(ConfigurationNode node)
    {
        var found = new AuditResources(node.Text("group"), node.Texts("resources"), node.Texts("resourceNames"));
        if (found.Group.Contains('/', StringComparison.Ordinal))
        {
            node.Mistake("group", $"Invalid value: \"{found.Group}\": name the group without its version");
        }

        if (!found.Names.IsEmpty && found.Resources.IsEmpty)
        {
            node.Mistake("resourceNames", "must not be there without resources");
        }

        return found;
    }

    private static void CheckPaths(ConfigurationNode node, AuditRule rule)
    {
        if (!rule.NonResourceUrls.IsEmpty && (!rule.Resources.IsEmpty || !rule.Namespaces.IsEmpty))
        {
            node.Mistake("nonResourceURLs", "a rule is for resources or for paths, not for both");
        }

        foreach (var url in rule.NonResourceUrls)
        {
            var star = url.IndexOf('*', StringComparison.Ordinal);
            if (url != "*" && (!url.StartsWith('/') || (star >= 0 && star < url.Length - 1)))
            {
                node.Mistake("nonResourceURLs", $"Invalid value: \"{url}\": begin with a slash, and have a star at the end only");
            }
        }
    }

    private static ImmutableArray<AuditStage> Stages(ConfigurationNode node, string name) =>
        [.. node.Texts(name).Select(word => Word<AuditStage>(node, name, word)).OfType<AuditStage>()];

    private static T? Word<T>(ConfigurationNode node, string name, string word)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        if (names.Contains(word))
        {
            return Enum.Parse<T>(word);
        }

        if (word.Length > 0)
        {
            node.Mistake(name, $"Unsupported value: \"{word}\": supported values: {string.Join(", ", names)}");
        }

        return null;
    }
}
