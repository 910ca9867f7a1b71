using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.Schema.ManagedFields;

/// <summary>A value in a path, in the one form in which equal values are equal text; ordered as upstream orders values.</summary>
internal readonly struct PathScalar : IComparable<PathScalar>, IEquatable<PathScalar>
{
    // What needs no escape, of what names and keys are made of.
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./: ");

    private readonly int _rank;
    private readonly decimal? _number;
    private readonly string _order;

    private PathScalar(int rank, string json, string order, decimal? number = null)
    {
        _rank = rank;
        _number = number;
        _order = order;
        Json = json;
    }

    /// <summary>The value as compact JSON, the members of objects in order.</summary>
    public string Json { get; }

    public static PathScalar Of(JsonNode? value)
    {
        switch (value)
        {
            case null:
                return new PathScalar(5, "null", "");
            case JsonArray or JsonObject:
                var json = new StringBuilder();
                Write(value, json);
                return new PathScalar(value is JsonArray ? 3 : 4, json.ToString(), json.ToString());
        }

        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                var text = value.GetValue<string>();
                return new PathScalar(1, Quote(text), text);
            case JsonValueKind.Number:
                return Number(value.ToJsonString());
            default:
                var word = value.ToJsonString();
                return new PathScalar(2, word, word);
        }
    }

    public static string Quote(string text) => IsPlain(text) ? string.Concat("\"", text, "\"") :
        $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    public int CompareTo(PathScalar other)
    {
        if (_rank != other._rank)
        {
            return _rank.CompareTo(other._rank);
        }

        return _number is { } left && other._number is { } right ? left.CompareTo(right) : string.CompareOrdinal(_order, other._order);
    }

    public bool Equals(PathScalar other) => Json == other.Json;

    public override bool Equals(object? obj) => obj is PathScalar other && Equals(other);

    public override int GetHashCode() => Json.GetHashCode(StringComparison.Ordinal);

    private static bool IsPlain(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Plain);

    private static PathScalar Number(string json)
    {
        if (!decimal.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return new PathScalar(0, json, json);
        }

        var text = number.ToString("0.#############################", CultureInfo.InvariantCulture);
        return new PathScalar(0, text, text, number);
    }

    private static void Write(JsonNode? value, StringBuilder to)
    {
        var separator = "";
        switch (value)
        {
            case JsonObject map:
                to.Append('{');
                foreach (var (name, member) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    to.Append(separator).Append(Quote(name)).Append(':');
                    Write(member, to);
                    separator = ",";
                }

                to.Append('}');
                break;
            case JsonArray list:
                to.Append('[');
                foreach (var item in list)
                {
                    to.Append(separator);
                    Write(item, to);
                    separator = ",";
                }

                to.Append(']');
                break;
            default:
                to.Append(Of(value).Json);
                break;
        }
    }
}
