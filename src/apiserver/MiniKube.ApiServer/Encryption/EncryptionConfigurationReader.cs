using System.Collections.Immutable;
using MiniKube.ApiServer.Configuration;

namespace MiniKube.ApiServer.Encryption;

/// <summary>Reads <c>EncryptionConfiguration</c> of <c>apiserver.config.k8s.io/v1</c>, and refuses what upstream would.</summary>
internal static class EncryptionConfigurationReader
{
    private static readonly ImmutableArray<string> Kinds = ["identity", "aesgcm", "aescbc", "secretbox", "kms"];

    /// <exception cref="InvalidDataException">It is wrong; the message says all that is, and no secret.</exception>
    public static EncryptionConfiguration Read(string source, ReadOnlyMemory<byte> content) =>
        ConfigurationFile.Parse(source, content, "EncryptionConfiguration", ["v1"], Read);

    private static EncryptionConfiguration Read(ConfigurationNode root)
    {
        var nodes = root.Children("resources");
        if (nodes.IsEmpty)
        {
            root.Mistake("resources", "Required value: must specify at least one resource");
        }

        var resources = new List<string>();
        var plugins = new HashSet<string>(StringComparer.Ordinal);
        return new EncryptionConfiguration([.. nodes.Select(node => ReadRule(node, resources, plugins))]);
    }

    private static EncryptionRule ReadRule(ConfigurationNode node, List<string> known, HashSet<string> plugins)
    {
        var resources = node.Texts("resources");
        if (resources.IsEmpty)
        {
            node.Mistake("resources", "Required value: must specify at least one resource");
        }

        foreach (var resource in resources)
        {
            if (ResourceMistake(resource) is { } mistake)
            {
                node.Mistake("resources", $"Invalid value: \"{resource}\": {mistake}");
            }
            else if (known.Find(earlier => ResourcePattern.Covers(earlier, resource)) is { } earlier)
            {
                node.Mistake("resources", $"Invalid value: \"{resource}\": is covered by \"{earlier}\" before it");
            }

            known.Add(resource);
        }

        var providers = node.Children("providers");
        if (providers.IsEmpty)
        {
            node.Mistake("providers", "Required value: must specify at least one provider");
        }

        return new EncryptionRule(resources, [.. providers.Select(provider => ReadProvider(provider, plugins))]);
    }

    private static string? ResourceMistake(string resource) =>
        resource.Length == 0 ? "empty"
        : resource == "*" ? "use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources"
        : resource.Contains('/', StringComparison.Ordinal) ? "subresources are not encrypted by themselves"
        : resource.StartsWith('*') && resource[1] != '.' ? "a star stands for a whole name"
        : resource.LastIndexOf('*') > 0 && resource != "*.*" ? "use '*.<group>' to encrypt all the resources of a group"
        : resource.Any(char.IsUpper) ? "resource must be lower case"
        : resource is "apiserveripinfo" or "serviceipallocations" or "servicenodeportallocations" ? "may not be encrypted"
        : null;

    private static EncryptionProvider ReadProvider(ConfigurationNode node, HashSet<string> plugins)
    {
        string[] kinds = [.. Kinds.Where(node.Has)];
        if (kinds is not [var kind])
        {
            node.Mistake("", kinds is [] ? "Required value: provider does not contain any of the expected providers" : "Invalid value: more than one provider specified in a single element, should split into different list elements");
            return new EncryptionProvider.Identity();
        }

        var child = node.Child(kind) ?? new ConfigurationNode([], node.PathOf(kind), node.Mistakes);
        return kind switch
        {
            "identity" => new EncryptionProvider.Identity(),
            "kms" => ReadKms(child, plugins),
            _ => new EncryptionProvider.Local(kind, ReadKeys(child, kind)),
        };
    }

    private static ImmutableArray<NamedKey> ReadKeys(ConfigurationNode node, string kind)
    {
        var keys = node.Children("keys");
        if (keys.IsEmpty)
        {
            node.Mistake("keys", "Required value: must have at least one key");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        return [.. keys.Select(key => ReadKey(key, kind, names))];
    }

    private static NamedKey ReadKey(ConfigurationNode node, string kind, HashSet<string> names)
    {
        var name = node.RequiredText("name");
        if (name.Contains(':', StringComparison.Ordinal))
        {
            node.Mistake("name", $"Invalid value: \"{name}\": must not contain a colon");
        }
        else if (!names.Add(name))
        {
            node.Mistake("name", $"Duplicate value: \"{name}\"");
        }

        var encoded = node.RequiredText("secret");
        var secret = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, secret, out var length))
        {
            node.Mistake("secret", "Invalid value: \"REDACTED\": secrets must be base64 encoded");
        }
        else if (!IsFit(kind, length))
        {
            node.Mistake("secret", $"Invalid value: \"REDACTED\": secret is not of the expected length, got {length}, expected one of {(kind == "secretbox" ? "[32]" : "[16 24 32]")}");
        }

        return new NamedKey(name, secret[..length]);
    }

    private static bool IsFit(string kind, int length) => length == 32 || (kind != "secretbox" && length is 16 or 24);

    private static EncryptionProvider.Kms ReadKms(ConfigurationNode node, HashSet<string> plugins)
    {
        if (node.Text("apiVersion") != "v2")
        {
            node.Mistake("apiVersion", $"Unsupported value: \"{node.Text("apiVersion")}\": supported values: v2");
        }

        if (node.Has("cachesize"))
        {
            node.Mistake("cachesize", "Invalid value: cachesize is not supported in v2");
        }

        var name = node.RequiredText("name");
        if (name.Contains(':', StringComparison.Ordinal))
        {
            node.Mistake("name", $"Invalid value: \"{name}\": must not contain a colon");
        }
        else if (!plugins.Add(name))
        {
            node.Mistake("name", $"Invalid value: \"{name}\": duplicate KMS provider name, names must be unique");
        }

        var endpoint = node.RequiredText("endpoint");
        if (endpoint.Length > 0 && !endpoint.StartsWith("unix:///", StringComparison.Ordinal))
        {
            node.Mistake("endpoint", $"Invalid value: \"{endpoint}\": must be of the form unix:///path/of/a.socket");
        }

        var timeout = node.Duration("timeout") ?? TimeSpan.FromSeconds(3);
        if (timeout <= TimeSpan.Zero)
        {
            node.Mistake("timeout", "Invalid value: should be a positive value");
        }

        return new EncryptionProvider.Kms(name, endpoint.Length > 0 ? endpoint["unix://".Length..] : "", timeout);
    }
}
