using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.CustomResources;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Extensions;

/// <summary>The versions of a CustomResourceDefinition: their names, schemas, columns, subresources, selectable fields.</summary>
internal static class DefinitionVersionRules
{
    private const int SelectableFieldsMax = 8;

    private static readonly string[] ColumnTypes = ["boolean", "date", "integer", "number", "string"];
    private static readonly string[] ColumnFormats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

    public static void Check(JsonObject spec, Complaints complaints)
    {
        var where = FieldLocation.Root("spec").Child("versions");
        var versions = spec.Objects("versions").ToList();
        if (versions.Count == 0)
        {
            complaints.Required(where, "must have at least one version");
            return;
        }

        if (versions.Count(version => version.Flag("storage") == true) != 1)
        {
            complaints.Invalid(where, spec.Member("versions"), "must have exactly one version marked as storage version");
        }

        if (versions.Select(version => version.Text("name")).Distinct().Count() < versions.Count)
        {
            complaints.Invalid(where, spec.Member("versions"), "must contain unique version names");
        }

        for (var i = 0; i < versions.Count; i++)
        {
            CheckVersion(versions[i], where.Index(i), complaints);
        }
    }

    private static void CheckVersion(JsonObject version, FieldLocation where, Complaints complaints)
    {
        var name = version.Text("name") ?? "";
        complaints.Invalid(where.Child("name"), name, name.Length == 0 ? [] : NameRules.Dns1035Label(name));
        if (version.Has("deprecationWarning") && version.Flag("deprecated") != true)
        {
            complaints.Invalid(where.Child("deprecationWarning"), version.Member("deprecationWarning"), "can only be set for deprecated versions");
        }

        CheckColumns(version, where.Child("additionalPrinterColumns"), complaints);
        CheckScale(version.At("subresources", "scale"), where.Child("subresources", "scale"), complaints);
        var place = where.Child("schema", "openAPIV3Schema");
        if (version.At("schema", "openAPIV3Schema") is not { } schema)
        {
            complaints.Required(place, "schemas are required");
            return;
        }

        var element = JsonElement.Parse(CustomResourceDefinitions.Bytes(schema));
        StructuralRules.Check(element, place, complaints);
        CheckSelectableFields(version, element, where.Child("selectableFields"), complaints);
    }

    private static void CheckColumns(JsonObject version, FieldLocation where, Complaints complaints)
    {
        var index = 0;
        foreach (var column in version.Objects("additionalPrinterColumns"))
        {
            var at = where.Index(index++);
            if (column.Text("type") is { Length: > 0 } type && !ColumnTypes.Contains(type))
            {
                complaints.Invalid(at.Child("type"), type, $"must be one of {string.Join(',', ColumnTypes)}");
            }

            if (column.Text("format") is { Length: > 0 } format && !ColumnFormats.Contains(format))
            {
                complaints.Invalid(at.Child("format"), format, $"must be one of {string.Join(',', ColumnFormats)}");
            }

            if (column.Text("jsonPath") is { Length: > 0 } path && !JsonPath.TryParse(path, out _))
            {
                complaints.Invalid(at.Child("jsonPath"), path, "is an invalid path: it must start with a dot and name fields, indexes or filters");
            }
        }
    }

    private static void CheckScale(JsonObject? scale, FieldLocation where, Complaints complaints)
    {
        if (scale is null)
        {
            return;
        }

        CheckPath(scale, "specReplicasPath", ["spec"], where, complaints);
        CheckPath(scale, "statusReplicasPath", ["status"], where, complaints);
        if (!string.IsNullOrEmpty(scale.Text("labelSelectorPath")))
        {
            CheckPath(scale, "labelSelectorPath", ["spec", "status"], where, complaints);
        }
    }

    private static void CheckPath(JsonObject scale, string field, string[] roots, FieldLocation where, Complaints complaints)
    {
        // What is missing is told by the schema of definitions.
        if (scale.Text(field) is not { Length: > 0 } path)
        {
            return;
        }

        if (!JsonPath.TryParse(path, out var parsed) || parsed.Names.IsEmpty)
        {
            complaints.Invalid(where.Child(field), path, "should be a simple json path: names that follow dots");
        }
        else if (parsed.Names.Length < 2 || !roots.Contains(parsed.Names[0]))
        {
            complaints.Invalid(where.Child(field), path, $"should be a json path under {string.Join(" or ", roots.Select(root => $".{root}"))}");
        }
    }

    private static void CheckSelectableFields(JsonObject version, JsonElement schema, FieldLocation where, Complaints complaints)
    {
        var fields = version.Objects("selectableFields").ToList();
        if (fields.Count > SelectableFieldsMax)
        {
            complaints.TooMany(where, fields.Count, SelectableFieldsMax);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < fields.Count; i++)
        {
            var at = where.Index(i).Child("jsonPath");
            if (fields[i].Text("jsonPath") is not { Length: > 0 } path)
            {
                continue;
            }

            if (!JsonPath.TryParse(path, out var parsed) || parsed.Names.IsEmpty)
            {
                complaints.Invalid(at, path, "is an invalid path: it must name fields that follow dots");
            }
            else if (parsed.Names[0] == "metadata")
            {
                complaints.Invalid(at, path, "must not point to fields in metadata");
            }
            else if (TypeAt(schema, parsed.Names) is not ("string" or "integer" or "boolean"))
            {
                complaints.Invalid(at, path, "must point to a field of type string, boolean or integer. Enum and strings with formats are allowed");
            }

            if (!seen.Add(path))
            {
                complaints.Duplicate(at, path);
            }
        }
    }

    private static string? TypeAt(JsonElement schema, IEnumerable<string> names)
    {
        JsonElement? at = schema;
        foreach (var name in names)
        {
            at = at?.FindObject("properties")?.FindObject(name);
        }

        return at?.Text("type");
    }
}
