using System.Collections.Immutable;
using MiniKube.Api.Validation;
using MiniKube.ApiServer.Configuration;

namespace MiniKube.ApiServer.Admission.PodSecurity;

/// <summary>Reads <c>PodSecurityConfiguration</c> of <c>pod-security.admission.config.k8s.io</c>, and refuses what upstream would.</summary>
internal static class PodSecurityConfigurationReader
{
    private const string Group = "pod-security.admission.config.k8s.io/";

    /// <summary>Reads a file of its own.</summary>
    /// <exception cref="InvalidDataException">It is wrong; the message says all that is.</exception>
    public static PodSecurityConfiguration Load(string path)
    {
        var root = new ConfigurationNode(ConfigurationFile.Tree(path, ConfigurationFile.Load(path)), "", []);
        var read = Read(root);
        root.Close();
        return root.Mistakes is [] ? read : throw new InvalidDataException($"{path}: {string.Join("; ", root.Mistakes)}");
    }

    /// <summary>Reads what stands in another file; mistakes go into the node.</summary>
    public static PodSecurityConfiguration Read(ConfigurationNode root)
    {
        var version = root.Text("apiVersion");
        if (root.Text("kind") != "PodSecurityConfiguration" || version is not (Group + "v1" or Group + "v1beta1" or Group + "v1alpha1"))
        {
            root.Mistake("kind", $"not a PodSecurityConfiguration of {Group}v1 or v1beta1 or v1alpha1");
        }

        var defaults = root.Child("defaults");
        var exemptions = root.Child("exemptions");
        return new PodSecurityConfiguration
        {
            Enforce = Policy(defaults, "enforce"),
            Audit = Policy(defaults, "audit"),
            Warn = Policy(defaults, "warn"),
            ExemptUsernames = Names(exemptions, "usernames", name => name.Length == 0 ? ["username must not be empty"] : []),
            ExemptNamespaces = Names(exemptions, "namespaces", NameRules.DnsLabel),
            ExemptRuntimeClasses = Names(exemptions, "runtimeClasses", NameRules.DnsSubdomain),
        };
    }

    private static PodSecurityPolicy Policy(ConfigurationNode? defaults, string mode)
    {
        var level = defaults?.Text(mode) is { Length: > 0 } named ? named : "privileged";
        var version = defaults?.Text($"{mode}-version") is { Length: > 0 } given ? given : "latest";
        if (PodSecurityPolicy.Find(level) is not { } known)
        {
            defaults!.Mistake(mode, $"Invalid value: \"{level}\": must be one of privileged, baseline, restricted");
            known = PodSecurityLevel.Restricted;
        }

        if (!PodSecurityPolicy.IsVersion(version))
        {
            defaults!.Mistake($"{mode}-version", $"Invalid value: \"{version}\": must be \"latest\" or \"v1.x\"");
        }

        return new PodSecurityPolicy(known, version);
    }

    private static ImmutableHashSet<string> Names(ConfigurationNode? exemptions, string field, Func<string, ImmutableArray<string>> complain)
    {
        var names = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var name in exemptions?.Texts(field) ?? [])
        {
            var at = $"{field}[{index++}]";
            foreach (var complaint in complain(name))
            {
                exemptions!.Mistake(at, $"Invalid value: \"{name}\": {complaint}");
            }

            if (!names.Add(name))
            {
                exemptions!.Mistake(at, $"Duplicate value: \"{name}\"");
            }
        }

        return names.ToImmutable();
    }
}
