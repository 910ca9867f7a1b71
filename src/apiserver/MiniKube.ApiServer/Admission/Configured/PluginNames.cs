using System.Collections.Immutable;

namespace MiniKube.ApiServer.Admission.Configured;

/// <summary>The plug-ins by upstream's names: which there are, and which of them are on.</summary>
internal sealed class PluginNames
{
    // What is made in a namespace that is not there could never be cleared away.
    private const string Indispensable = "NamespaceLifecycle";

    private static readonly ImmutableArray<string> Here =
    [
        "CertificateApproval", "CertificateSigning", "CertificateSubjectRestriction", "DefaultIngressClass", "DefaultStorageClass",
        "DefaultTolerationSeconds", "LimitRanger", "MutatingAdmissionPolicy", "MutatingAdmissionWebhook", Indispensable, "NodeRestriction",
        "PersistentVolumeClaimResize", "PodSecurity", "Priority", "ResourceQuota", "RuntimeClass", "ServiceAccount", "StorageObjectInUseProtection",
        "TaintNodesByCondition", "ValidatingAdmissionPolicy", "ValidatingAdmissionWebhook",
    ];

    private readonly ImmutableHashSet<string> _disabled;

    private PluginNames(ImmutableHashSet<string> disabled) => _disabled = disabled;

    /// <exception cref="InvalidDataException">A name is not known here, or said both ways.</exception>
    public static PluginNames Read(AdmissionOptions options)
    {
        foreach (var (flag, names) in new[] { ("--enable-admission-plugins", options.Enabled), ("--disable-admission-plugins", options.Disabled) })
        {
            if (names.Except(Here).FirstOrDefault() is { } unknown)
            {
                throw new InvalidDataException($"{flag}: \"{unknown}\" is no plug-in of this server; there are {string.Join(", ", Here)}");
            }
        }

        if (options.Enabled.Intersect(options.Disabled).FirstOrDefault() is { } both)
        {
            throw new InvalidDataException($"{both} is in --enable-admission-plugins and in --disable-admission-plugins");
        }

        return options.Disabled.Contains(Indispensable)
            ? throw new InvalidDataException($"--disable-admission-plugins: {Indispensable} cannot be disabled")
            : new PluginNames([.. options.Disabled]);
    }

    public bool IsOn(string name) => !_disabled.Contains(name);

    /// <summary>The plug-ins that are on, in their order; those without a name always are.</summary>
    public ImmutableArray<(string Name, T Plugin)> Choose<T>(params ReadOnlySpan<(string Name, T Plugin)> plugins)
    {
        var chosen = ImmutableArray.CreateBuilder<(string Name, T Plugin)>(plugins.Length);
        foreach (var each in plugins)
        {
            if (each.Name.Length == 0 || IsOn(each.Name))
            {
                chosen.Add(each);
            }
        }

        return chosen.ToImmutable();
    }
}
