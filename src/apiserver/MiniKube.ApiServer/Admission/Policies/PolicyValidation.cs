using System.Text.Json.Nodes;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.ApiServer.Registry;
using MiniKube.Cel;
using MiniKube.Cel.Types;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>An entry of <c>validations</c>, compiled once. Immutable.</summary>
/// <param name="Program">What must be true.</param>
/// <param name="Message">Said when it is not; empty for the default.</param>
/// <param name="MessageProgram">Makes what is said; null for none.</param>
/// <param name="Reason">Of the refusal.</param>
internal sealed record PolicyValidation(TypedProgram Program, string Message, TypedProgram? MessageProgram, string Reason)
{
    public static PolicyValidation Compile(JsonObject validation, CelEnvironment environment) => new(
        TypedProgram.Compile(validation.Text("expression"), environment, CelType.Bool),
        validation.Text("message").Trim(),
        validation.Text("messageExpression") is { Length: > 0 } message ? TypedProgram.Compile(message, environment, CelType.String) : null,
        validation.Text("reason") is { Length: > 0 } reason ? reason : "Invalid");

    public string DefaultMessage => Message.Length > 0 ? Message : $"failed expression: {Program.Expression.Trim()}";
}
