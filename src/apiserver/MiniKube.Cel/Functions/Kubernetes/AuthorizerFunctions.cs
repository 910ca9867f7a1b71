using MiniKube.Cel.Costs;
using MiniKube.Cel.Planning;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>Kubernetes' authorizer: <c>authorizer.group('apps').resource('deployments').namespace('x').check('create').allowed()</c>.</summary>
public static class AuthorizerFunctions
{
    /// <summary>Upstream's price of a question: it may leave the process.</summary>
    private const ulong CheckCost = 350_000;

    /// <summary>The type of the variable <c>authorizer</c>.</summary>
    public static CelType Authorizer { get; } = CelType.Opaque("kubernetes.authorization.Authorizer");

    /// <summary>The type of a question about a resource, of <c>authorizer.requestResource</c> too.</summary>
    public static CelType ResourceCheck { get; } = CelType.Opaque("kubernetes.authorization.ResourceCheck");

    private static CelType PathCheck { get; } = CelType.Opaque("kubernetes.authorization.PathCheck");

    private static CelType GroupCheck { get; } = CelType.Opaque("kubernetes.authorization.GroupCheck");

    public static IEnumerable<Overload> All =>
    [
        .. Steps(),
        Overload.Method("check", [PathCheck, CelType.String], DecisionValue.CelType, static args => Check(args[0], args[1]), CostModel.Fixed(CheckCost)),
        Overload.Method("check", [ResourceCheck, CelType.String], DecisionValue.CelType, static args => Check(args[0], args[1]), CostModel.Fixed(CheckCost)),
        Overload.Method("allowed", [DecisionValue.CelType], CelType.Bool, static args => Of(args[0]).IsAllowed),
        Overload.Method("reason", [DecisionValue.CelType], CelType.String, static args => Of(args[0]).Reason),
        Overload.Method("errored", [DecisionValue.CelType], CelType.Bool, static args => Of(args[0]).Error.Length > 0),
        Overload.Method("error", [DecisionValue.CelType], CelType.String, static args => Of(args[0]).Error),
    ];

    private static IEnumerable<Overload> Steps() =>
    [
        Step("path", Authorizer, PathCheck, static (question, path) => question with { Path = path }),
        Step("group", Authorizer, GroupCheck, static (question, group) => question with { Group = group }),
        Step("resource", GroupCheck, ResourceCheck, static (question, resource) => question with { Resource = resource }),
        Step("subresource", ResourceCheck, ResourceCheck, static (question, subresource) => question with { Subresource = subresource }),
        Step("namespace", ResourceCheck, ResourceCheck, static (question, ns) => question with { Namespace = ns }),
        Step("name", ResourceCheck, ResourceCheck, static (question, name) => question with { Name = name }),
        Step("fieldSelector", ResourceCheck, ResourceCheck, static (question, selector) => question with { FieldSelector = selector }, SelectorCost),
        Step("labelSelector", ResourceCheck, ResourceCheck, static (question, selector) => question with { LabelSelector = selector }, SelectorCost),
        Overload.Method("serviceAccount", [Authorizer, CelType.String, CelType.String], Authorizer, static args =>
        {
            var asked = (AuthorizerValue)args[0].AsOpaque;
            return asked.With(asked.Question with { ServiceAccount = (args[1].AsString, args[2].AsString) }, Authorizer);
        }),
    ];

    private static Overload Step(string name, CelType from, CelType to, Func<AccessQuestion, string, AccessQuestion> change, CostModel? cost = null) =>
        Overload.Method(name, [from, CelType.String], to, args =>
        {
            var asked = (AuthorizerValue)args[0].AsOpaque;
            return asked.With(change(asked.Question, args[1].AsString), to);
        }, cost);

    /// <summary>A selector is read, into a list of requirements, the shortest of which takes two characters and makes an object with a list.</summary>
    private static CostModel SelectorCost { get; } = new(static sizes => CostRange.Exactly(ListNode.Cost)
        .Add(sizes[1].Cost(CostModel.PerChar))
        .Add(sizes[1].Cost(0.5).Times(CostRange.Exactly(ListNode.Cost + MessageNode.Cost))));

    private static CelValue Check(in CelValue value, in CelValue verb)
    {
        var asked = (AuthorizerValue)value.AsOpaque;
        return new DecisionValue(asked.Authorizer.Check(asked.Question with { Verb = verb.AsString }));
    }

    private static AccessDecision Of(in CelValue value) => ((DecisionValue)value.AsOpaque).Decision;
}
