using System.Collections.Immutable;

namespace MiniKube.Schema.Decoding;

/// <summary>The unknown and duplicate fields of one body, each told once. Owned by one pass.</summary>
internal sealed class FieldFindings(DecodeOptions options)
{
    private readonly List<Finding> _findings = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    private enum Place
    {
        Duplicate,
        Metadata,
        Object,
        EmbeddedMetadata,
    }

    public bool IsEmpty => _findings.Count == 0;

    /// <summary>As they stand in the body.</summary>
    public ImmutableArray<string> AsFound => [.. _findings.Select(finding => finding.Text)];

    public void AddDuplicate(FieldPath path) => Add("duplicate", path, Place.Duplicate);

    /// <param name="path">Of the field.</param>
    /// <param name="isCustom">The object that it stands in is described by a CustomResourceDefinition, so it is no metadata.</param>
    public void AddUnknown(FieldPath path, bool isCustom) =>
        Add("unknown", path, isCustom ? Place.Object : path.StartsWith("metadata") ? Place.Metadata : Place.EmbeddedMetadata);

    /// <summary>
    /// Those of a custom resource, which upstream looks for one after the other: names that come twice anywhere, then unknown fields of the
    /// metadata, of the object by path, and of the metadata of embedded objects.
    /// </summary>
    /// <param name="duplicates">Those of the whole body, what nobody knows and what is kept unread included.</param>
    public ImmutableArray<string> OfCustom(ImmutableArray<string> duplicates) =>
    [
        .. duplicates.Distinct(StringComparer.Ordinal)
            .Concat(In(Place.Metadata))
            .Concat(In(Place.Object).Order(StringComparer.Ordinal))
            .Concat(In(Place.EmbeddedMetadata).Order(StringComparer.Ordinal))
            .Take(options.WarningsMax),
    ];

    private IEnumerable<string> In(Place place) => _findings.Where(finding => finding.Place == place).Select(finding => finding.Text);

    private void Add(string what, FieldPath path, Place place)
    {
        if (!options.ReportsFields || _findings.Count >= options.WarningsMax)
        {
            return;
        }

        var text = $"{what} field \"{path}\"";
        if (_told.Add(text))
        {
            _findings.Add(new Finding(text, place));
        }
    }

    private readonly record struct Finding(string Text, Place Place);
}
