using System.Collections.Immutable;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.OpenApi;

/// <summary>A parameter of an operation, in the path or in the query.</summary>
internal sealed record ApiParameter(string Name, string Type, string Description, bool IsInPath = false)
{
    public static ApiParameter ObjectName { get; } = new("name", "string", "Name of the object.", IsInPath: true);

    public static ApiParameter Namespace { get; } = new("namespace", "string", "Namespace of the object.", IsInPath: true);

    public static ApiParameter Path { get; } = new("path", "string", "The path at the target.", IsInPath: true);

    public static ApiParameter Pretty { get; } = new("pretty", "string", "If true, the answer is indented.");

    public static ImmutableArray<ApiParameter> OfList { get; } =
    [
        new("allowWatchBookmarks", "boolean", "A watch may send bookmarks: events that only tell the resource version."),
        new("continue", "string", "The token of the page before, to read the next one."),
        new("fieldSelector", "string", "Only objects with these values of fields."),
        new("labelSelector", "string", "Only objects with these labels."),
        new("limit", "integer", "How many objects a page has at most."),
        new("resourceVersion", "string", "The version to read at, or to watch from."),
        new("resourceVersionMatch", "string", "How resourceVersion is meant: Exact or NotOlderThan."),
        new("sendInitialEvents", "boolean", "A watch first sends what there is, and a bookmark when that is done."),
        new("timeoutSeconds", "integer", "How long the request may take."),
        new("watch", "boolean", "Follow the changes instead of listing."),
    ];

    public static ImmutableArray<ApiParameter> OfWrite { get; } =
    [
        new("dryRun", "string", "All: do everything but store."),
        new("fieldManager", "string", "Who makes the change."),
        new("fieldValidation", "string", "What to do about unknown and duplicate fields: Ignore, Warn or Strict."),
    ];

    public static ImmutableArray<ApiParameter> OfPatch { get; } =
        [.. OfWrite, new("force", "boolean", "An apply takes over fields that others manage.")];

    public static ImmutableArray<ApiParameter> OfDelete { get; } =
    [
        new("dryRun", "string", "All: do everything but delete."),
        new("gracePeriodSeconds", "integer", "How long the object may take to end; 0 deletes it at once."),
        new("orphanDependents", "boolean", "Old form of propagationPolicy: true is Orphan."),
        new("propagationPolicy", "string", "What becomes of the dependents: Orphan, Background or Foreground."),
    ];

    /// <summary>Both the options of a deletion and the selection of a list.</summary>
    public static ImmutableArray<ApiParameter> OfDeleteCollection { get; } =
        [.. OfDelete, .. OfList.Where(parameter => parameter.Name is not ("allowWatchBookmarks" or "watch"))];

    /// <summary>The fields of an options object, such as those of an exec, as query parameters.</summary>
    public static ImmutableArray<ApiParameter> OfOptions(TypeSchema options, IDescriptionSource descriptions)
    {
        var parameters = ImmutableArray.CreateBuilder<ApiParameter>();
        foreach (var field in options.OrderedFields)
        {
            if (TypeOf(field.Type.Element ?? field.Type) is { } type && field.Name is not ("kind" or "apiVersion"))
            {
                parameters.Add(new ApiParameter(field.Name, type, descriptions.OfField(options.Name, field.Name) ?? ""));
            }
        }

        return parameters.ToImmutable();
    }

    private static string? TypeOf(TypeSchema type) => type.Kind switch
    {
        TypeKind.String => "string",
        TypeKind.Boolean => "boolean",
        TypeKind.Int32 or TypeKind.Int64 => "integer",
        _ => null,
    };
}
