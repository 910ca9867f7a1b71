using System.Text;
using System.Text.Json;
using MiniKube.Hosting.Stores;
using MiniKube.Store;

namespace MiniKube.Hosting.Replicas;

/// <summary>What a server that is one of several keeps in its data directory, so that a later start needs no flags and no other server.</summary>
/// <param name="Identity">Its member of the store.</param>
/// <param name="Name">What it is called.</param>
/// <param name="PeerListen">Where it listens to other members.</param>
/// <param name="PeerAdvertise">The address that they are told.</param>
internal sealed record ReplicaSettings(StoreIdentity Identity, string Name, Uri PeerListen, Uri PeerAdvertise)
{
    private const string FileName = "replica.json";

    /// <summary>Null when the directory's server is no replica.</summary>
    /// <exception cref="InvalidDataException">The file cannot be understood.</exception>
    public static ReplicaSettings? Find(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            return new ReplicaSettings(
                StoreIdentities.TryRead(Text(root, "member")) ?? throw new FormatException("it names no member"),
                Text(root, "name"),
                new Uri(Text(root, "peerListen")),
                new Uri(Text(root, "peerAdvertise")));
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} cannot be understood: {broken.Message}", broken);
        }
    }

    /// <summary>All or nothing, and durable: a directory whose store is a member must never lose it.</summary>
    public void Write(string dataDirectory)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("member", StoreIdentities.Write(Identity));
            json.WriteString("name", Name);
            json.WriteString("peerListen", PeerListen.GetLeftPart(UriPartial.Authority));
            json.WriteString("peerAdvertise", PeerAdvertise.GetLeftPart(UriPartial.Authority));
            json.WriteEndObject();
        }

        var path = Path.Combine(dataDirectory, FileName);
        using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
        {
            file.Write(text.ToArray());
            file.Write(Encoding.UTF8.GetBytes("\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    private static string Text(JsonElement root, string name) => root.GetProperty(name).GetString() ?? string.Empty;
}
