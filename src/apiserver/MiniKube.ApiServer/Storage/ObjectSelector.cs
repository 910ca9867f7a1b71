using System.Collections.Immutable;
using MiniKube.Api.Errors;
using MiniKube.Api.Selectors;

namespace MiniKube.ApiServer.Storage;

/// <summary>The label and field selectors of a request.</summary>
internal sealed class ObjectSelector
{
    private readonly LabelSelector _labels;
    private readonly FieldSelector _fields;

    private readonly LabelMatcher _storedLabels;
    private readonly ImmutableArray<SelectableField> _asked;

    private ObjectSelector(LabelSelector labels, FieldSelector fields, ImmutableArray<SelectableField> selectable)
    {
        _labels = labels;
        _fields = fields;
        _storedLabels = new LabelMatcher(labels);
        _asked = fields.IsEverything ? [] : [.. selectable.Where(field => fields.Requirements.Any(requirement => requirement.Field == field.Label))];
        IsEverything = labels.IsEverything && fields.IsEverything;
        Name = fields.ValueOf("metadata.name");
        Namespace = fields.ValueOf("metadata.namespace");
    }

    public bool IsEverything { get; }

    /// <summary>The one name that can match, or null.</summary>
    public string? Name { get; }

    /// <summary>The one namespace that can match, or null.</summary>
    public string? Namespace { get; }

    /// <param name="labels">The label selector.</param>
    /// <param name="fields">The field selector.</param>
    /// <param name="selectable">The fields of its own that the kind can be selected by.</param>
    /// <param name="isCustom">It is a custom resource, of which a refusal is told in other words.</param>
    /// <exception cref="ApiException">400: a selector is malformed, or names a field that the kind cannot be selected by.</exception>
    public static ObjectSelector Parse(string labels, string fields, ImmutableArray<SelectableField> selectable, bool isCustom = false)
    {
        try
        {
            var fieldSelector = FieldSelector.Parse(fields);
            foreach (var requirement in fieldSelector.Requirements)
            {
                if (requirement.Field is not ("metadata.name" or "metadata.namespace") && selectable.All(field => field.Label != requirement.Field))
                {
                    throw NotSelectable(requirement.Field, hasWordsOfItsOwn: isCustom || !selectable.IsEmpty);
                }
            }

            return new ObjectSelector(LabelSelector.Parse(labels), fieldSelector, selectable);
        }
        catch (FormatException error)
        {
            throw StatusErrors.BadRequest(error.Message);
        }
    }

    /// <summary>In upstream's words, which differ for kinds with fields of their own.</summary>
    private static ApiException NotSelectable(string field, bool hasWordsOfItsOwn) => StatusErrors.BadRequest(hasWordsOfItsOwn
        ? $"field label not supported: {field}"
        : $"\"{field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");

    public bool Matches(ObjectAttributes attributes) => _labels.Matches(attributes.Labels) && _fields.Matches(attributes.FieldOf);

    /// <summary>Reads no more of an object than the selectors ask for.</summary>
    public bool Matches(StoredObject stored) =>
        (_labels.IsEverything || _storedLabels.Matches(stored))
        && (_fields.IsEverything || _fields.Matches(ObjectAttributes.Read(stored, _asked, readsLabels: false).FieldOf));
}
