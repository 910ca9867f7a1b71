using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.Api.Selectors;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Authorization;

/// <summary>
/// Reads the selectors of an access review (KEP-4601). What cannot be understood is left out and told: a question about more than was meant
/// is never allowed where the one that was meant is not.
/// </summary>
internal static class ReviewedSelectors
{
    /// <summary>A selector in the form of a query parameter, and what of it was not understood.</summary>
    internal readonly record struct Reviewed(string Selector, string Fault);

    /// <exception cref="ApiException">422: a selector is not complete.</exception>
    public static (Reviewed Fields, Reviewed Labels) Read(string kind, JsonObject? attributes)
    {
        var causes = new List<StatusCause>();
        var fields = Read(attributes, "fieldSelector", causes, Fields, text => FieldSelector.Parse(text).ToString());
        var labels = Read(attributes, "labelSelector", causes, Labels, text => LabelSelector.Parse(text).ToString());
        return causes is []
            ? (fields, labels)
            : throw StatusErrors.Invalid(new GroupVersionKind("authorization.k8s.io", "v1", kind), "", [.. causes]);
    }

    private static Reviewed Read(
        JsonObject? attributes, string name, List<StatusCause> causes, Func<ImmutableArray<LabelRequirement>, Reviewed> write, Func<string, string> parse)
    {
        if (attributes.Child(name) is not { } selector)
        {
            return new Reviewed("", "");
        }

        var path = $"spec.resourceAttributes.{name}";
        var raw = selector.Text("rawSelector");
        var requirements = selector.Objects("requirements").ToList();
        if (raw.Length > 0 == requirements.Count > 0)
        {
            causes.Add(raw.Length > 0
                ? FieldErrors.Invalid($"{path}.rawSelector", JsonValue.Create(raw), "may not specified at the same time as requirements")
                : FieldErrors.Required($"{path}.requirements", $"when {path} is specified, requirements or rawSelector is required"));
            return new Reviewed("", "");
        }

        if (requirements.Count > 0)
        {
            return write([.. requirements.Select((each, index) => Requirement(each, $"{path}.requirements[{index}]", causes)).OfType<LabelRequirement>()]);
        }

        try
        {
            return new Reviewed(parse(raw), "");
        }
        catch (FormatException error)
        {
            return new Reviewed("", error.Message);
        }
    }

    private static LabelRequirement? Requirement(JsonObject requirement, string path, List<StatusCause> causes)
    {
        var before = causes.Count;
        var @operator = requirement.Text("operator");
        var isKnown = Enum.TryParse<LabelOperator>(@operator, out var parsed) && parsed <= LabelOperator.DoesNotExist && parsed.ToString() == @operator;
        ImmutableArray<string> values = [.. requirement.Texts("values")];
        if (requirement.Text("key").Length == 0)
        {
            causes.Add(FieldErrors.Required($"{path}.key", "must be specified"));
        }

        if (!isKnown)
        {
            causes.Add(FieldErrors.Invalid($"{path}.operator", JsonValue.Create(@operator), "not a valid selector operator"));
        }
        else if (parsed is LabelOperator.In or LabelOperator.NotIn && values.IsEmpty)
        {
            causes.Add(FieldErrors.Required($"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'"));
        }
        else if (parsed is LabelOperator.Exists or LabelOperator.DoesNotExist && !values.IsEmpty)
        {
            causes.Add(FieldErrors.Forbidden($"{path}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
        }

        return causes.Count > before ? null : new LabelRequirement(requirement.Text("key"), parsed, values);
    }

    /// <summary>Field selectors know one value, equal or not.</summary>
    private static Reviewed Fields(ImmutableArray<LabelRequirement> requirements)
    {
        var known = requirements.Where(each => each.Values.Length == 1).Select(each => new FieldRequirement(each.Key, each.Operator == LabelOperator.In, each.Values[0]));
        var unknown = requirements.FirstOrDefault(each => each.Values.Length != 1);
        return new Reviewed(
            FieldSelector.Of(known).ToString(),
            unknown is null ? "" : $"fieldSelector: \"{unknown.Key}\": the operator {unknown.Operator} with {unknown.Values.Length} values is not supported");
    }

    private static Reviewed Labels(ImmutableArray<LabelRequirement> requirements)
    {
        try
        {
            // What would not be taken from a query is not taken here.
            return new Reviewed(LabelSelector.Parse(LabelSelector.Of(requirements).ToString()).ToString(), "");
        }
        catch (FormatException error)
        {
            return new Reviewed("", error.Message);
        }
    }
}
