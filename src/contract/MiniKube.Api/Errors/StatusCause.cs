namespace MiniKube.Api.Errors;

/// <summary>One reason among several, with the field it is about (<c>spec.containers[0].image</c>).</summary>
public sealed record StatusCause(string Reason, string Message, string Field = "");
