using System.Formats.Tar;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MiniKube.Hosting.Containerd;

/// <summary>An image of one layer in the form that "docker save" writes and containerd imports.</summary>
internal sealed class ImageArchive(string name, byte[] layer)
{
    private const string Path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    public IReadOnlyList<string> Command { get; init; } = [];

    public async Task WriteAsync(Stream to, CancellationToken cancellationToken)
    {
        await using var tar = new TarWriter(to, TarEntryFormat.Ustar, leaveOpen: true);
        await AddAsync(tar, "manifest.json", Encode(Manifest()), cancellationToken);
        await AddAsync(tar, "config.json", Encode(Config()), cancellationToken);
        await AddAsync(tar, "layer.tar", layer, cancellationToken);
    }

    private JsonArray Manifest() => new(
        new JsonObject
        {
            ["Config"] = "config.json",
            ["RepoTags"] = new JsonArray(name),
            ["Layers"] = new JsonArray("layer.tar"),
        });

    private JsonObject Config() => new()
    {
        ["architecture"] = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64",
        ["os"] = "linux",
        ["created"] = "1970-01-01T00:00:00Z",
        ["config"] = new JsonObject
        {
            ["Env"] = new JsonArray(Path),
            [nameof(Entrypoint)] = Words(Entrypoint),
            ["Cmd"] = Words(Command),
        },
        ["rootfs"] = new JsonObject
        {
            ["type"] = "layers",
            ["diff_ids"] = new JsonArray($"sha256:{Convert.ToHexStringLower(SHA256.HashData(layer))}"),
        },
    };

    private static JsonArray Words(IReadOnlyList<string> words) => [.. words.Select(static word => (JsonNode)word)];

    private static byte[] Encode(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static Task AddAsync(TarWriter tar, string name, byte[] content, CancellationToken cancellationToken)
        => tar.WriteEntryAsync(
            new UstarTarEntry(TarEntryType.RegularFile, name)
            {
                Mode = ImageLayer.Plain,
                ModificationTime = DateTimeOffset.UnixEpoch,
                DataStream = new MemoryStream(content),
            },
            cancellationToken);
}
