using System.IO.Compression;

namespace MiniKube.Schema.OpenApi;

/// <summary>
/// The descriptions that the build takes from the documentation of the KubernetesClient package. They fill some megabytes:
/// <see cref="Load"/> them for the document that is asked for and let them go with it.
/// </summary>
public sealed class EmbeddedDescriptions : IDescriptionSource
{
    private const string ResourceName = "descriptions.gz";

    // Stands for a line end inside a description.
    private const char LineEnd = '\u0001';

    private readonly Dictionary<string, ModelDescription> _models;

    private EmbeddedDescriptions(Dictionary<string, ModelDescription> models) => _models = models;

    public static EmbeddedDescriptions Load()
    {
        using var compressed = typeof(EmbeddedDescriptions).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"the resource {ResourceName} is missing from the assembly");
        using var reader = new StreamReader(new GZipStream(compressed, CompressionMode.Decompress));
        var models = new Dictionary<string, ModelDescription>(900, StringComparer.Ordinal);
        ModelDescription? current = null;
        while (reader.ReadLine() is { } line)
        {
            var words = line.Split('\t', 3);
            var text = words[^1].Replace(LineEnd, '\n');
            if (words.Length == 2)
            {
                models[words[0]] = current = new ModelDescription(text);
            }
            else
            {
                current!.Fields[words[1]] = text;
            }
        }

        return new EmbeddedDescriptions(models);
    }

    public string? OfType(string type) => Find(type)?.Text is { Length: > 0 } text ? text : null;

    public string? OfField(string type, string field)
    {
        if (Find(type) is not { } model)
        {
            return null;
        }

        var name = string.Concat(field.Where(char.IsAsciiLetterOrDigit));
        return model.Fields.GetValueOrDefault(name) ?? model.Fields.GetValueOrDefault($"{name}Property");
    }

    /// <summary>The model of a type: named by version and name, and by group too where groups have types of one name.</summary>
    private ModelDescription? Find(string type)
    {
        var words = type.Split('.');
        if (words.Length < 3)
        {
            return null;
        }

        var (group, version, name) = (words[^3], words[^2], words[^1]);
        return _models.GetValueOrDefault($"{Capital(group)}{version}{name}") ?? _models.GetValueOrDefault($"{Capital(version)}{name}");
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private sealed record ModelDescription(string Text)
    {
        // The client's names differ from the wire's in the case of letters.
        public Dictionary<string, string> Fields { get; } = new(StringComparer.OrdinalIgnoreCase);
    }
}
