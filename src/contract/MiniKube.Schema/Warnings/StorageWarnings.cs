using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MiniKube.Api.Quantities;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Warnings;

/// <summary>Volumes, claims, secrets, and the account that may mount them.</summary>
internal static class StorageWarnings
{
    private const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";
    private const string MountAnnotation = "volume.beta.kubernetes.io/mount-options";
    private const string SecretsAnnotation = "kubernetes.io/enforce-mountable-secrets";
    private const string ClassMoved = "deprecated since v1.8; use \"storageClassName\" attribute instead";

    private static readonly (string Name, string Why)[] RetiredSources =
    [
        ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
        ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
        ("storageos", "deprecated in v1.22, non-functional in v1.25+"),
        ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
        ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
        ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
    ];

    public static void Volume(JsonObject volume, List<string> warnings)
    {
        var annotations = volume.At("metadata", "annotations");
        if (annotations.Has(ClassAnnotation))
        {
            warnings.Add($"metadata.annotations[{ClassAnnotation}]: {ClassMoved}");
        }

        if (annotations.Has(MountAnnotation))
        {
            warnings.Add($"metadata.annotations[{MountAnnotation}]: deprecated since v1.31; use \"mountOptions\" attribute instead");
        }

        var spec = volume.Object("spec");
        if (spec.Text("persistentVolumeReclaimPolicy") == "Recycle")
        {
            warnings.Add(
                "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.");
        }

        var index = 0;
        foreach (var term in spec.At("nodeAffinity", "required").Objects("nodeSelectorTerms"))
        {
            NodeWarnings.Term(term, $"spec.nodeAffinity.required.nodeSelectorTerms[{index++}]", warnings);
        }

        foreach (var (name, why) in RetiredSources.Where(source => spec.Object(source.Name) is not null))
        {
            warnings.Add($"spec.{(name == "storageos" ? "storageOS" : name)}: {why}");
        }
    }

    public static void Claim(JsonObject claim, List<string> warnings)
    {
        if (claim.At("metadata", "annotations").Has(ClassAnnotation))
        {
            warnings.Add($"metadata.annotations[{ClassAnnotation}]: {ClassMoved}");
        }

        ClaimSpec(claim.Object("spec"), "spec", warnings);
    }

    public static void ClaimSpec(JsonObject? spec, string where, List<string> warnings)
    {
        foreach (var part in (ReadOnlySpan<string>)["requests", "limits"])
        {
            Fraction(spec.At("resources", part), "storage", $"{where}.resources.{part}", warnings);
        }
    }

    /// <summary>An amount that is no whole number.</summary>
    public static void Fraction(JsonObject? amounts, string name, string where, List<string> warnings)
    {
        if (amounts.Text(name) is { } text && Quantity.TryParse(text, out var amount) && amount.MilliValue % 1000 != 0)
        {
            warnings.Add($"{where}[{name}]: fractional byte value \"{amount}\" is invalid, must be an integer");
        }
    }

    /// <summary>Of a secret for TLS, whether there is a certificate and a key in it at all.</summary>
    public static void KeyPair(JsonObject secret, List<string> warnings)
    {
        if (secret.Text("type") != "kubernetes.io/tls")
        {
            return;
        }

        foreach (var (key, what) in (ReadOnlySpan<(string, string)>)[("tls.crt", "certificate"), ("tls.key", "key")])
        {
            if (!HasPem(secret.Object("data").Text(key) ?? ""))
            {
                warnings.Add($"tls: failed to find any PEM data in {what} input");
                return;
            }
        }
    }

    private static bool HasPem(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length)
            && PemEncoding.TryFind(System.Text.Encoding.UTF8.GetString(bytes, 0, length), out _);
    }

    public static void MountableSecrets(JsonObject account, JsonObject? old, List<string> warnings)
    {
        if (account.At("metadata", "annotations").Has(SecretsAnnotation) && !old.At("metadata", "annotations").Has(SecretsAnnotation))
        {
            warnings.Add(
                $"metadata.annotations[{SecretsAnnotation}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets");
        }
    }
}
