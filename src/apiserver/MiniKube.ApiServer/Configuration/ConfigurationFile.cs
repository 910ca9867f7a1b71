using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Schema.Decoding;

namespace MiniKube.ApiServer.Configuration;

/// <summary>Reads files such as <c>AuthenticationConfiguration</c>, YAML or JSON, and refuses them with everything that is wrong at once.</summary>
internal static class ConfigurationFile
{
    public const string Group = "apiserver.config.k8s.io";

    private const int BytesMax = 1024 * 1024;

    /// <exception cref="InvalidDataException">The file cannot be read or is wrong; the message names it and says what to mend.</exception>
    public static byte[] Load(string path)
    {
        try
        {
            var info = new FileInfo(path);
            return info.Exists && info.Length > BytesMax
                ? throw new InvalidDataException($"{path}: larger than {BytesMax} bytes")
                : File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    /// <param name="source">The file's name, for the message.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="kind">What it must be.</param>
    /// <param name="versions">Of the group <see cref="Group"/>.</param>
    /// <param name="read">Reads the fields; mistakes go into the node.</param>
    /// <exception cref="InvalidDataException">The content is wrong.</exception>
    public static T Parse<T>(
        string source, ReadOnlyMemory<byte> content, string kind, ReadOnlySpan<string> versions, Func<ConfigurationNode, T> read)
    {
        var root = new ConfigurationNode(Tree(source, content), "", []);
        var apiVersion = root.Text("apiVersion");
        var isKnown = apiVersion.StartsWith(Group + "/", StringComparison.Ordinal) && versions.Contains(apiVersion[(Group.Length + 1)..]);
        if (root.Text("kind") != kind || !isKnown)
        {
            throw new InvalidDataException($"{source}: not a {kind} of {Group}/{string.Join(" or ", versions.ToArray())}");
        }

        var result = read(root);
        root.Close();
        return root.Mistakes is []
            ? result
            : throw new InvalidDataException($"{source}: {string.Join("; ", root.Mistakes)}");
    }

    public static JsonObject Tree(string source, ReadOnlyMemory<byte> content)
    {
        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            return JsonNode.Parse(YamlReader.ToJson(content), documentOptions: options) as JsonObject ?? throw new InvalidDataException($"{source}: not an object");
        }
        catch (Exception error) when (error is DecodeException or JsonException)
        {
            throw new InvalidDataException($"{source}: {error.Message}", error);
        }
    }
}
