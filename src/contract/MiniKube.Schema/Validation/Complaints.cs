using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;

namespace MiniKube.Schema.Validation;

/// <summary>Gathers what is wrong with an object, in the words that clients know.</summary>
internal sealed class Complaints
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ImmutableArray<StatusCause>.Builder _causes = ImmutableArray.CreateBuilder<StatusCause>();

    public int Count => _causes.Count;

    public ImmutableArray<StatusCause> ToImmutable() => _causes.ToImmutable();

    public void Required(FieldLocation where, string why = "") =>
        Add(FieldReason.Required, where, "Required value", why);

    public void Invalid(FieldLocation where, JsonNode? value, string why) =>
        Add(FieldReason.Invalid, where, $"Invalid value: {Written(value)}", why);

    /// <summary>The value is not of the type that it has to be of.</summary>
    public void TypeInvalid(FieldLocation where, string found, string why) =>
        Add(FieldReason.TypeInvalid, where, $"Invalid value: \"{found}\"", why);

    /// <summary>Of a value that is too large to be told.</summary>
    public void InvalidAsAWhole(FieldLocation where, string why) => Add(FieldReason.Invalid, where, "Invalid value", why);

    /// <summary>One complaint for each sentence.</summary>
    public void Invalid(FieldLocation where, JsonNode? value, ImmutableArray<string> whys)
    {
        foreach (var why in whys)
        {
            Invalid(where, value, why);
        }
    }

    /// <summary>The same for a text, of which a node is only made when there is something to say.</summary>
    public void Invalid(FieldLocation where, string value, ImmutableArray<string> whys)
    {
        foreach (var why in whys)
        {
            Invalid(where, value, why);
        }
    }

    /// <param name="where">The place.</param>
    /// <param name="value">What stands there.</param>
    /// <param name="supported">What may stand there, in the order in which it is told.</param>
    public void NotSupported(FieldLocation where, JsonNode? value, IEnumerable<string> supported)
    {
        var all = string.Join(", ", supported.Select(word => $"\"{word}\""));
        Add(FieldReason.NotSupported, where, $"Unsupported value: {Written(value)}", $"supported values: {all}");
    }

    public void Duplicate(FieldLocation where, JsonNode? value, string why = "") =>
        Add(FieldReason.Duplicate, where, $"Duplicate value: {Written(value)}", why);

    public void Forbidden(FieldLocation where, string why) => Add(FieldReason.Forbidden, where, "Forbidden", why);

    public void NotFound(FieldLocation where, JsonNode? value, string why = "") =>
        Add(FieldReason.NotFound, where, $"Not found: {Written(value)}", why);

    public void TooLong(FieldLocation where, int bytesMax) =>
        Add(FieldReason.TooLong, where, "Too long", $"may not be more than {bytesMax} bytes");

    public void TooMany(FieldLocation where, int count, int max) =>
        Add(FieldReason.TooMany, where, $"Too many: {count}", $"must have at most {max} items");

    private static string Written(JsonNode? value) => value is null ? "null" : value.ToJsonString(Plain);

    private void Add(string reason, FieldLocation where, string what, string why) =>
        _causes.Add(new StatusCause(reason, why.Length == 0 ? what : $"{what}: {why}", where.ToString()));
}
