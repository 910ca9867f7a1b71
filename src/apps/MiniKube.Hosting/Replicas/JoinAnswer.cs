using System.Collections.Immutable;
using System.Text.Json;
using MiniKube.Hosting.Stores;
using MiniKube.Store;

namespace MiniKube.Hosting.Replicas;

/// <summary>Who a server becomes that joins, and what it shares with the others from now on.</summary>
internal sealed record JoinAnswer(StoreIdentity Identity, ImmutableSortedDictionary<string, string> Keys)
{
    public byte[] Write()
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("member", StoreIdentities.Write(Identity));
            json.WriteStartObject("keys");
            foreach (var (name, content) in Keys)
            {
                json.WriteString(name, content);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return text.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are no answer.</exception>
    public static JoinAnswer Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var identity = StoreIdentities.TryRead(json.RootElement.GetProperty("member").GetString() ?? string.Empty);
            var keys = json.RootElement.GetProperty("keys").EnumerateObject()
                .ToImmutableSortedDictionary(key => key.Name, key => key.Value.GetString() ?? string.Empty, StringComparer.Ordinal);
            return new JoinAnswer(identity ?? throw new InvalidDataException("the cluster's answer names no member"), keys);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException("the cluster's answer cannot be understood: is it of another version?", broken);
        }
    }
}
