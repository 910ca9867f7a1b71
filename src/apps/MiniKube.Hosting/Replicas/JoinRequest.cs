using System.Text.Json;

namespace MiniKube.Hosting.Replicas;

/// <summary>What a server that joins says of itself.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="PeerAddress">Where the other members of the store will reach it.</param>
internal sealed record JoinRequest(string Name, string PeerAddress)
{
    public byte[] Write()
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("name", Name);
            json.WriteString("peerAddress", PeerAddress);
            json.WriteEndObject();
        }

        return text.ToArray();
    }

    /// <summary>Null when the bytes are no request.</summary>
    public static JoinRequest? TryRead(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
                && json.RootElement.TryGetProperty("peerAddress", out var address) && address.ValueKind == JsonValueKind.String
                    ? new JoinRequest(name.GetString()!, address.GetString()!)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
