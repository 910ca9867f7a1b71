using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Containers;

/// <summary>The variables of containers and where their values come from.</summary>
internal static class EnvironmentRules
{
    private static readonly string[] Sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];

    private static readonly FrozenSet<string> FieldPaths = new[]
    {
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs",
        "status.podIP", "status.podIPs",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static void Check(JsonObject container, FieldLocation where, Complaints complaints)
    {
        if (container.List("env") is { } variables)
        {
            for (var i = 0; i < variables.Count; i++)
            {
                if (variables[i] is JsonObject variable)
                {
                    Variable(variable, i, where, complaints);
                }
            }
        }

        if (container.List("envFrom") is { } sources)
        {
            for (var i = 0; i < sources.Count; i++)
            {
                if (sources[i] is JsonObject source)
                {
                    From(source, where.Child("envFrom"), i, complaints);
                }
            }
        }
    }

    private static void Variable(JsonObject variable, int index, FieldLocation where, Complaints complaints)
    {
        if (variable.Text("name") is { Length: > 0 } name && NameRules.EnvironmentVariableName(name) is { IsEmpty: false } whys)
        {
            complaints.Invalid(where.Child("env").Index(index).Child("name"), name, whys);
        }

        if (variable.Object("valueFrom") is { } source)
        {
            ValueFrom(source, !string.IsNullOrEmpty(variable.Text("value")), where.Child("env").Index(index).Child("valueFrom"), complaints);
        }
    }

    private static void ValueFrom(JsonObject source, bool hasValue, FieldLocation where, Complaints complaints)
    {
        if (source.Object("fieldRef") is { } field)
        {
            FieldSourceRules.Field(field, FieldPaths, where.Child("fieldRef"), complaints);
        }

        if (source.Object("resourceFieldRef") is { } resource)
        {
            FieldSourceRules.Resource(resource, isOfVolume: false, where.Child("resourceFieldRef"), complaints);
        }

        Key(source.Object("configMapKeyRef"), where, "configMapKeyRef", complaints);
        Key(source.Object("secretKeyRef"), where, "secretKeyRef", complaints);
        var count = 0;
        foreach (var name in Sources)
        {
            count += source.Has(name) ? 1 : 0;
        }

        if (count == 0)
        {
            complaints.Invalid(where, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`");
        }
        else if (hasValue)
        {
            complaints.Invalid(where, "", "may not be specified when `value` is not empty");
        }
        else if (count > 1)
        {
            complaints.Invalid(where, "", "may not have more than one field specified at a time");
        }
    }

    /// <summary>A missing key is the schema's complaint.</summary>
    private static void Key(JsonObject? reference, FieldLocation where, string field, Complaints complaints)
    {
        if (reference is null)
        {
            return;
        }

        if (NameRules.DnsSubdomain(reference.Text("name") ?? "") is { IsEmpty: false } whys)
        {
            complaints.Invalid(where.Child(field, "name"), reference.Text("name") ?? "", whys);
        }

        if (reference.Text("key") is { Length: > 0 } key && NameRules.ConfigKey(key) is { IsEmpty: false } keyWhys)
        {
            complaints.Invalid(where.Child(field, "key"), key, keyWhys);
        }
    }

    private static void From(JsonObject source, FieldLocation where, int index, Complaints complaints)
    {
        if (source.Text("prefix") is { Length: > 0 } prefix && NameRules.EnvironmentVariableName(prefix) is { IsEmpty: false } whys)
        {
            complaints.Invalid(where.Index(index).Child("prefix"), prefix, whys);
        }

        Named(source.Object("configMapRef"), where, index, "configMapRef", complaints);
        Named(source.Object("secretRef"), where, index, "secretRef", complaints);
        switch (source.Has("configMapRef"), source.Has("secretRef"))
        {
            case (false, false):
                complaints.Invalid(where, "", "must specify one of: `configMapRef` or `secretRef`");
                break;
            case (true, true):
                complaints.Invalid(where, "", "may not have more than one field specified at a time");
                break;
            default:
                break;
        }
    }

    private static void Named(JsonObject? reference, FieldLocation where, int index, string field, Complaints complaints)
    {
        if (reference is null)
        {
            return;
        }

        if (reference.Text("name") is not { Length: > 0 } name)
        {
            complaints.Required(where.Index(index).Child(field, "name"));
        }
        else if (NameRules.DnsSubdomain(name.EndsWith('-') && name.Length > 1 ? $"{name[..^1]}a" : name) is { IsEmpty: false } whys)
        {
            complaints.Invalid(where.Index(index).Child(field, "name"), name, whys);
        }
    }
}
