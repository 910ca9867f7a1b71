using System.Collections.Immutable;
using System.Text.Json;
using k8s;
using k8s.Models;
using MiniKube.Client.Serialization;

namespace MiniKube.Client.Api;

/// <summary>Reads a list body item by item, straight from its bytes.</summary>
internal static class ListReader
{
    public static ApiList<T> Read<T>(ReadOnlySpan<byte> utf8, ModelCodec<T> codec)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var items = ImmutableArray.CreateBuilder<T>();
        V1ListMeta? meta = null;
        var reader = new Utf8JsonReader(utf8);
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                meta = JsonSerializer.Deserialize(ref reader, SourceGenerationContext.Default.V1ListMeta);
            }
            else if (reader.ValueTextEquals("items"u8))
            {
                ReadItems(ref reader, codec, items);
            }
            else
            {
                reader.Skip();
            }
        }

        return new ApiList<T>(items.DrainToImmutable(), meta?.ResourceVersion ?? "", meta?.ContinueProperty ?? "");
    }

    private static void ReadItems<T>(ref Utf8JsonReader reader, ModelCodec<T> codec, ImmutableArray<T>.Builder items)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("The items of the list are not an array");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(codec.Read(ref reader));
        }
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw new JsonException("The body is not a list");
        }
    }
}
