using System.Text;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>A ConfigMap's keys are in one of its two maps; an immutable one stays as it is.</summary>
internal sealed class ConfigMapStrategy : Strategy
{
    private const int BytesMax = 1024 * 1024;

    public override void Validate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes)
    {
        var data = desired.Child("data") ?? [];
        var binary = desired.Child("binaryData") ?? [];
        foreach (var key in data.Select(entry => entry.Key).Where(binary.ContainsKey))
        {
            causes.Add(FieldErrors.Invalid($"data[{key}]", key, "duplicate of key present in binaryData"));
        }

        var size = data.Sum(entry => (long)Encoding.UTF8.GetByteCount(entry.Value?.GetValue<string>() ?? ""))
            + binary.Sum(entry => (entry.Value?.GetValue<string>().TrimEnd('=').Length ?? 0) * 3L / 4);
        if (size > BytesMax)
        {
            causes.Add(new StatusCause("FieldValueTooLong", $"Too long: may not be more than {BytesMax} bytes", ""));
        }
    }

    public override void ValidateUpdate(RegistryRequest request, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
        if (existing.Flag("immutable") != true)
        {
            return;
        }

        if (desired.Flag("immutable") != true)
        {
            causes.Add(FieldErrors.Forbidden("immutable", "field is immutable when `immutable` is set"));
        }

        foreach (var name in (ReadOnlySpan<string>)["data", "binaryData"])
        {
            if (!JsonNode.DeepEquals(desired[name], existing[name]))
            {
                causes.Add(FieldErrors.Forbidden(name, "field is immutable when `immutable` is set"));
            }
        }
    }
}
