using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Core;

internal static class SecretRules
{
    private static readonly FieldLocation Data = FieldLocation.Root("data");

    public static void Check(JsonObject secret, Complaints complaints)
    {
        var data = secret.Object("data");
        var bytes = 0;
        foreach (var (key, value) in data ?? [])
        {
            complaints.Invalid(Data.Key(key), key, NameRules.ConfigKey(key));
            bytes += ConfigMapRules.DecodedBytes(value);
        }

        if (bytes > ConfigMapRules.BytesMax)
        {
            complaints.TooLong(Data, ConfigMapRules.BytesMax);
        }

        switch (secret.Text("type"))
        {
            case "kubernetes.io/service-account-token":
                if (string.IsNullOrEmpty(secret.At("metadata", "annotations").Text("kubernetes.io/service-account.name")))
                {
                    complaints.Required(FieldLocation.Root("metadata").Child("annotations").Key("kubernetes.io/service-account.name"));
                }

                break;
            case "kubernetes.io/dockerconfigjson":
                DockerConfig(data, ".dockerconfigjson", complaints);
                break;
            case "kubernetes.io/dockercfg":
                DockerConfig(data, ".dockercfg", complaints);
                break;
            case "kubernetes.io/basic-auth" when !data.Has("username") && !data.Has("password"):
                complaints.Required(Data.Key("username"));
                complaints.Required(Data.Key("password"));
                break;
            case "kubernetes.io/ssh-auth" when string.IsNullOrEmpty(data.Text("ssh-privatekey")):
                complaints.Required(Data.Key("ssh-privatekey"));
                break;
            case "kubernetes.io/tls":
                Tls(data, complaints);
                break;
            default:
                break;
        }
    }

    public static void CheckUpdate(JsonObject updated, JsonObject old, Complaints complaints)
    {
        Immutable.Check(updated.Member("type"), old.Member("type"), FieldLocation.Root("type"), complaints);
        ConfigMapRules.CheckUpdate(updated, old, complaints);
    }

    private static void Tls(JsonObject? data, Complaints complaints)
    {
        foreach (var key in new[] { "tls.crt", "tls.key" })
        {
            if (!data.Has(key))
            {
                complaints.Required(Data.Key(key));
            }
        }
    }

    private static void DockerConfig(JsonObject? data, string key, Complaints complaints)
    {
        if (data.Text(key) is not { } base64)
        {
            complaints.Required(Data.Key(key));
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(base64));
        }
        catch (Exception failure) when (failure is JsonException or FormatException)
        {
            complaints.Invalid(Data.Key(key), "<secret contents redacted>", "the content is not JSON");
        }
    }
}
