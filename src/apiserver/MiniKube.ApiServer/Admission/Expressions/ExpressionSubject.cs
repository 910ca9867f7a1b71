using System.Text.Json.Nodes;
using MiniKube.ApiServer.Admission.Matching;
using MiniKube.ApiServer.Authorization;
using MiniKube.Cel;
using MiniKube.Cel.Functions.Kubernetes;
using MiniKube.Cel.Json;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.ApiServer.Admission.Expressions;

/// <summary>
/// A write as programs see it, in the version that was matched: <c>object</c>, <c>oldObject</c>, <c>request</c>, <c>namespaceObject</c>,
/// <c>authorizer</c>. Made once for a write and a version.
/// </summary>
internal sealed class ExpressionSubject
{
    private readonly CelValue[] _values;
    private readonly AccessAnswers _answers;

    private ExpressionSubject(CelValue[] values, AccessAnswers answers)
    {
        _values = values;
        _answers = answers;
    }

    /// <summary>A program has asked what is not known yet: what came of it does not count.</summary>
    public bool IsWaiting => _answers.IsOpen;

    /// <summary>The write as it stands, in the version that was matched.</summary>
    public static async ValueTask<ExpressionSubject> ShowAsync(
        MatchSubject subject, MatchedResource matched, IAuthorizer authorizer, CancellationToken cancellationToken)
    {
        // What is made has nothing before it, whatever plug-ins of our own are shown.
        var admission = subject.Admission;
        var existing = admission.Operation == AdmissionOperation.Create ? null : admission.Existing;
        return await MakeAsync(
            subject,
            matched,
            await EquivalentObject.InVersionAsync(admission, admission.Object, matched, cancellationToken),
            await EquivalentObject.InVersionAsync(admission, existing, matched, cancellationToken),
            authorizer,
            cancellationToken);
    }

    /// <param name="subject">What is written, by whom.</param>
    /// <param name="matched">In which version it is looked at.</param>
    /// <param name="written">The new object in that version; null when there is none.</param>
    /// <param name="existing">The old one in that version; null when there is none.</param>
    /// <param name="authorizer">Answers the programs' questions.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<ExpressionSubject> MakeAsync(
        MatchSubject subject,
        MatchedResource matched,
        JsonObject? written,
        JsonObject? existing,
        IAuthorizer authorizer,
        CancellationToken cancellationToken)
    {
        var request = subject.Admission.Request;
        var answers = new AccessAnswers(authorizer, request.Caller);
        CelValue[] values =
        [
            JsonValues.Of(written, CelType.Dyn),
            JsonValues.Of(existing, CelType.Dyn),
            JsonValues.Of(RequestTree.Of(subject, matched), AdmissionTypes.Request),
            JsonValues.Of(await subject.NamespaceAsync(cancellationToken), AdmissionTypes.Namespace),
            answers.AsValue(),
            answers.AsValue(new AccessQuestion
            {
                Group = request.GroupResource.Group,
                Resource = request.GroupResource.Resource,
                Subresource = request.Subresource,
                Namespace = subject.Admission.Namespace,
                Name = subject.Admission.Name,
            }),
            CelValue.Null,
        ];
        return new ExpressionSubject(values, answers);
    }

    /// <summary>The same write with another object: what a mutation made of it.</summary>
    public ExpressionSubject With(JsonObject written) => new([JsonValues.Of(written, CelType.Dyn), .. _values[1..]], _answers);

    /// <summary>The values of an environment's variables, in their order.</summary>
    /// <param name="variables">Of <c>variables</c>; null for none.</param>
    /// <param name="parameters">Of <c>params</c>; null when the environment has none.</param>
    public CelValue[] ValuesWith(CelValue? variables, CelValue? parameters) =>
        [.. _values[..^1], variables ?? CelValue.Null, .. parameters is { } given ? [given] : Array.Empty<CelValue>()];

    /// <summary>Runs a program, again and again until all that it asks of the authorizer is known.</summary>
    public async ValueTask<CelResult> RunAsync(CelProgram program, CelValue[] values, ulong costMax, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = program.Evaluate(values, costMax);
            if (!await _answers.AskAsync(cancellationToken))
            {
                return result;
            }
        }
    }
}
