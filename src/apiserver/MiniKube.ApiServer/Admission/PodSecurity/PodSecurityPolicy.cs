using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.PodSecurity;

/// <summary>A level and the version that a namespace names with it. The rules are those of this server's version, whichever is named.</summary>
internal sealed record PodSecurityPolicy(PodSecurityLevel Level, string Version)
{
    public const string Prefix = "pod-security.kubernetes.io/";

    /// <summary>The policy of a mode (enforce, warn, audit). What cannot be read is the strictest: a typing error opens nothing.</summary>
    public static PodSecurityPolicy Read(JsonObject? labels, string mode)
    {
        var level = labels.Text(Prefix + mode);
        var version = labels.Text($"{Prefix}{mode}-version") is { Length: > 0 } named ? named : "latest";
        return new PodSecurityPolicy(level.Length == 0 ? PodSecurityLevel.Privileged : Find(level) ?? PodSecurityLevel.Restricted, version);
    }

    /// <summary>Null for a word that is no level.</summary>
    public static PodSecurityLevel? Find(string word) => word switch
    {
        "privileged" => PodSecurityLevel.Privileged,
        "baseline" => PodSecurityLevel.Baseline,
        "restricted" => PodSecurityLevel.Restricted,
        _ => null,
    };

    public override string ToString() => $"\"{Level.ToString().ToLowerInvariant()}:{Version}\"";
}
