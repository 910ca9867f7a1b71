using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Validation;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

/// <summary>Rules of single fields that many kinds share. A place is only made for a complaint.</summary>
internal static class FieldRules
{
    /// <summary>Holds a text to a rule, where there is one.</summary>
    public static void Text(JsonObject? tree, string field, FieldLocation where, Complaints complaints, Func<string, ImmutableArray<string>> rule)
    {
        if (tree.Text(field) is { Length: > 0 } text && rule(text) is { IsEmpty: false } whys)
        {
            complaints.Invalid(where.Child(field), text, whys);
        }
    }

    /// <summary>The same for each text of a list.</summary>
    public static void Texts(JsonObject? tree, string field, FieldLocation where, Complaints complaints, Func<string, ImmutableArray<string>> rule)
    {
        if (tree.List(field) is not { } items)
        {
            return;
        }

        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].AsText is { } text && rule(text) is { IsEmpty: false } whys)
            {
                complaints.Invalid(where.Child(field).Index(i), text, whys);
            }
        }
    }

    /// <summary>The kind and the name of another object, both of which the schema asks for.</summary>
    public static void Reference(JsonObject? reference, FieldLocation where, Complaints complaints)
    {
        Text(reference, "kind", where, complaints, NameRules.PathSegmentName);
        Text(reference, "name", where, complaints, NameRules.PathSegmentName);
    }

    /// <summary>The same with a group, as it stands in ingresses and their classes.</summary>
    public static void TypedReference(JsonObject? reference, FieldLocation where, Complaints complaints)
    {
        if (reference is null)
        {
            return;
        }

        Text(reference, "apiGroup", where, complaints, NameRules.DnsSubdomain);
        Reference(reference, where, complaints);
    }

    /// <summary><c>acme.io/foo</c>: a name within a domain.</summary>
    public static void DomainPath(string path, FieldLocation where, Complaints complaints)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (path.Length == 0)
        {
            complaints.Required(where);
        }
        else if (slash <= 0 || slash == path.Length - 1)
        {
            complaints.Invalid(where, path, "must be a domain-prefixed path (such as \"acme.io/foo\")");
        }
        else
        {
            complaints.Invalid(where, path[..slash], NameRules.DnsSubdomain(path[..slash]));
            complaints.Invalid(where, path[(slash + 1)..], NameRules.HttpPath(path[(slash + 1)..]));
        }
    }
}
