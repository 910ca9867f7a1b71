using System.Collections.Immutable;
using System.Text.Json;

namespace MiniKube.Schema.Decoding;

/// <summary>Finds names that come twice in one object of a JSON document of which no type is known: <c>duplicate field "a.b"</c>.</summary>
public static class RepeatedNames
{
    private const int FindingsMax = 100;

    /// <param name="json">Well-formed.</param>
    /// <param name="depthMax">How deep it may nest.</param>
    /// <exception cref="JsonException">It is not well-formed, or too deep.</exception>
    public static ImmutableArray<string> Find(ReadOnlySpan<byte> json, int depthMax)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = depthMax });
        var findings = ImmutableArray.CreateBuilder<string>();
        if (reader.Read())
        {
            Visit(ref reader, new FieldPath(), findings);
        }

        return findings.ToImmutable();
    }

    private static void Visit(ref Utf8JsonReader reader, FieldPath path, ImmutableArray<string>.Builder findings)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Members(ref reader, path, findings);
                break;
            case JsonTokenType.StartArray:
                for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
                {
                    path.Push(index);
                    Visit(ref reader, path, findings);
                    path.Pop();
                }

                break;
            default:
                break;
        }
    }

    private static void Members(ref Utf8JsonReader reader, FieldPath path, ImmutableArray<string>.Builder findings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            path.Push(name);
            if (!seen.Add(name) && findings.Count < FindingsMax)
            {
                findings.Add($"duplicate field \"{path}\"");
            }

            _ = reader.Read();
            Visit(ref reader, path, findings);
            path.Pop();
        }
    }
}
