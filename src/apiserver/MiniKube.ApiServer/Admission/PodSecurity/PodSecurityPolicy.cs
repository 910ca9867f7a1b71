using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.PodSecurity;

/// <summary>A level and the version of its rules that a namespace names with it.</summary>
internal sealed record PodSecurityPolicy(PodSecurityLevel Level, string Version)
{
    /// <summary>Of 1.34, the newest rules there are here.</summary>
    public const int LatestMinor = 34;

    public const string Prefix = "pod-security.kubernetes.io/";

    /// <summary>A version that is not known yet, or not readable, means the newest rules.</summary>
    public int Minor => Version.StartsWith("v1.", StringComparison.Ordinal) && int.TryParse(Version.AsSpan(3), out var minor)
        ? Math.Clamp(minor, 0, LatestMinor)
        : LatestMinor;

    /// <summary>The policy of a mode (enforce, warn, audit), by default what is given. What cannot be read is the strictest: a typing error opens nothing.</summary>
    public static PodSecurityPolicy Read(JsonObject? labels, string mode, PodSecurityPolicy otherwise)
    {
        var level = labels.Text(Prefix + mode);
        var version = labels.Text($"{Prefix}{mode}-version") is { Length: > 0 } named ? named : otherwise.Version;
        return new PodSecurityPolicy(level.Length == 0 ? otherwise.Level : Find(level) ?? PodSecurityLevel.Restricted, version);
    }

    public static bool IsVersion(string version) =>
        version == "latest" || (version.StartsWith("v1.", StringComparison.Ordinal) && version.Length is > 3 and <= 6 && version[3..].All(char.IsAsciiDigit));

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
