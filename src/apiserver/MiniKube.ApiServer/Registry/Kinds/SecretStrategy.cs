using System.Text;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary><c>stringData</c> is only written; an immutable secret stays as it is.</summary>
internal sealed class SecretStrategy : Strategy
{
    private const int BytesMax = 1024 * 1024;

    public override void PrepareForCreate(RegistryRequest request, JsonObject desired) => TakeStringData(desired);

    public override void PrepareForUpdate(RegistryRequest request, JsonObject desired, JsonObject existing) => TakeStringData(desired);

    public override void Validate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes)
    {
        var data = desired.Child("data") ?? [];
        if (data.Sum(entry => Base64Length(entry.Value)) > BytesMax)
        {
            causes.Add(new StatusCause("FieldValueTooLong", $"Too long: may not be more than {BytesMax} bytes", "data"));
        }

        foreach (var (key, alternative) in RequiredKeys(desired.Text("type")))
        {
            if (!data.ContainsKey(key) && (alternative.Length == 0 || !data.ContainsKey(alternative)))
            {
                causes.Add(FieldErrors.Required($"data[{key}]"));
            }
        }

        if (desired.Text("type") == "kubernetes.io/service-account-token"
            && desired.Metadata.Child("annotations").Text("kubernetes.io/service-account.name").Length == 0)
        {
            causes.Add(FieldErrors.Required("metadata.annotations[kubernetes.io/service-account.name]"));
        }
    }

    public override void ValidateUpdate(RegistryRequest request, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
        ImmutableFields.Check("type", desired, existing, causes);
        if (existing.Flag("immutable") != true)
        {
            return;
        }

        if (desired.Flag("immutable") != true)
        {
            causes.Add(FieldErrors.Forbidden("immutable", "field is immutable when `immutable` is set"));
        }

        if (!JsonNode.DeepEquals(desired["data"], existing["data"]))
        {
            causes.Add(FieldErrors.Forbidden("data", "field is immutable when `immutable` is set"));
        }
    }

    private static (string Key, string Alternative)[] RequiredKeys(string type) => type switch
    {
        "kubernetes.io/dockercfg" => [(".dockercfg", "")],
        "kubernetes.io/dockerconfigjson" => [(".dockerconfigjson", "")],
        "kubernetes.io/basic-auth" => [("username", "password")],
        "kubernetes.io/ssh-auth" => [("ssh-privatekey", "")],
        "kubernetes.io/tls" => [("tls.crt", ""), ("tls.key", "")],
        _ => [],
    };

    private static void TakeStringData(JsonObject desired)
    {
        if (desired.Child("stringData") is { } texts)
        {
            foreach (var (key, text) in texts)
            {
                desired.Ensure("data")[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text?.GetValue<string>() ?? ""));
            }
        }

        desired.Remove("stringData");
    }

    private static long Base64Length(JsonNode? value) => (value?.GetValue<string>().TrimEnd('=').Length ?? 0) * 3L / 4;
}
