using System.Collections.Immutable;
using MiniKube.Api.Errors;
using MiniKube.Api.Selectors;

namespace MiniKube.ApiServer.Storage;

/// <summary>The label and field selectors of a request.</summary>
internal sealed class ObjectSelector
{
    private readonly LabelSelector _labels;
    private readonly FieldSelector _fields;

    private ObjectSelector(LabelSelector labels, FieldSelector fields)
    {
        _labels = labels;
        _fields = fields;
        IsEverything = labels.IsEverything && fields.IsEverything;
        Name = fields.ValueOf("metadata.name");
        Namespace = fields.ValueOf("metadata.namespace");
    }

    public bool IsEverything { get; }

    /// <summary>The one name that can match, or null.</summary>
    public string? Name { get; }

    /// <summary>The one namespace that can match, or null.</summary>
    public string? Namespace { get; }

    /// <exception cref="ApiException">400: a selector is malformed, or names a field that the kind cannot be selected by.</exception>
    public static ObjectSelector Parse(string labels, string fields, ImmutableArray<SelectableField> selectable)
    {
        try
        {
            var fieldSelector = FieldSelector.Parse(fields);
            foreach (var requirement in fieldSelector.Requirements)
            {
                if (requirement.Field is not ("metadata.name" or "metadata.namespace") && selectable.All(field => field.Label != requirement.Field))
                {
                    throw StatusErrors.BadRequest(
                        $"Unable to find \"{requirement.Field}\" that match label selector \"{labels}\", field selector \"{fields}\": "
                        + $"field label not supported: {requirement.Field}; supported are "
                        + string.Join(", ", selectable.Select(field => field.Label).Prepend("metadata.namespace").Prepend("metadata.name")));
                }
            }

            return new ObjectSelector(LabelSelector.Parse(labels), fieldSelector);
        }
        catch (FormatException error)
        {
            throw StatusErrors.BadRequest(error.Message);
        }
    }

    public bool Matches(ObjectAttributes attributes) => _labels.Matches(attributes.Labels) && _fields.Matches(attributes.FieldOf);

    /// <summary>Reads no more of an object than the selectors ask for.</summary>
    public bool Matches(StoredObject stored, ImmutableArray<SelectableField> selectable) =>
        IsEverything || Matches(ObjectAttributes.Read(stored, _fields.IsEverything ? [] : selectable));
}
