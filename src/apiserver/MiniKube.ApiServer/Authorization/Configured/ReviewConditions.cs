using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.Cel;
using MiniKube.Cel.Functions;
using MiniKube.Cel.Json;
using MiniKube.Cel.Types;

namespace MiniKube.ApiServer.Authorization.Configured;

/// <summary>The <c>matchConditions</c> of an authorization webhook, over the spec of a <c>SubjectAccessReview</c> (KEP-3221). Immutable.</summary>
internal sealed class ReviewConditions
{
    private const ulong CallCostMax = 1_000_000;
    private const ulong CostMax = 2_500_000;

    private static readonly CelType Texts = CelType.ListOf(CelType.String);

    private static readonly CelType Selector = CelType.Object("kubernetes.Selector", new DeclaredFields(
        ("rawSelector", CelType.String),
        ("requirements", CelType.ListOf(CelType.Object("kubernetes.SelectorRequirement", new DeclaredFields(
            ("key", CelType.String), ("operator", CelType.String), ("values", Texts)))))));

    private static readonly CelType Request = CelType.Object("kubernetes.SubjectAccessReviewSpec", new DeclaredFields(
        ("resourceAttributes", CelType.Object("kubernetes.ResourceAttributes", new DeclaredFields(
            ("namespace", CelType.String),
            ("verb", CelType.String),
            ("group", CelType.String),
            ("version", CelType.String),
            ("resource", CelType.String),
            ("subresource", CelType.String),
            ("name", CelType.String),
            ("fieldSelector", Selector),
            ("labelSelector", Selector)))),
        ("nonResourceAttributes", CelType.Object("kubernetes.NonResourceAttributes", new DeclaredFields(("path", CelType.String), ("verb", CelType.String)))),
        ("user", CelType.String),
        ("groups", Texts),
        ("extra", CelType.MapOf(CelType.String, Texts)),
        ("uid", CelType.String)));

    private static readonly CelEnvironment Environment = new(FunctionLibraries.Kubernetes, [new("request", Request)]);

    private readonly ImmutableArray<CelProgram> _programs;

    private ReviewConditions(ImmutableArray<CelProgram> programs) => _programs = programs;

    public static ReviewConditions None { get; } = new([]);

    public bool IsEmpty => _programs.IsEmpty;

    /// <param name="expressions">The texts.</param>
    /// <param name="complain">Hears what is wrong with which of them.</param>
    public static ReviewConditions Compile(ImmutableArray<string> expressions, Action<int, string> complain)
    {
        var programs = ImmutableArray.CreateBuilder<CelProgram>();
        for (var i = 0; i < expressions.Length; i++)
        {
            var compilation = Environment.Compile(expressions[i]);
            if (compilation.Program is not { } program)
            {
                complain(i, $"compilation failed: {compilation.Error}");
            }
            else if (!program.ResultType.Equals(CelType.Bool))
            {
                complain(i, "must evaluate to bool");
            }
            else
            {
                programs.Add(program);
            }
        }

        return new ReviewConditions(programs.ToImmutable());
    }

    /// <summary>True: all hold. False: one does not, whatever happens to others. Null: that cannot be told.</summary>
    /// <param name="spec">Of the review, in version v1.</param>
    public bool? Hold(JsonObject spec)
    {
        var request = JsonValues.Of(spec, Request);
        var left = CostMax;
        bool? all = true;
        foreach (var program in _programs)
        {
            var result = program.Evaluate([request], Math.Min(left, CallCostMax));
            left -= Math.Min(left, result.Cost);
            if (result.Value.IsFalse)
            {
                return false;
            }

            if (!result.Value.IsTrue)
            {
                all = null;
            }
        }

        return all;
    }
}
