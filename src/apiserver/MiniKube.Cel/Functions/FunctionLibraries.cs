using MiniKube.Cel.Functions.Extensions;
using MiniKube.Cel.Functions.Kubernetes;
using MiniKube.Cel.Functions.Standard;

namespace MiniKube.Cel.Functions;

/// <summary>The functions that go together.</summary>
public static class FunctionLibraries
{
    /// <summary>The language's own.</summary>
    public static FunctionTable Standard { get; } = new(
        [.. Arithmetic.All, .. Comparisons.All, .. Containers.All, .. Conversions.All, .. Texts.All, .. TimeParts.All, .. Logic.All]);

    /// <summary>Those of every place in Kubernetes 1.34 where programs are accepted.</summary>
    public static FunctionTable Kubernetes { get; } = Standard.With(
    [
        .. Optionals.All, .. StringFunctions.All, .. ListFunctions.All, .. SetFunctions.All, .. RegexFunctions.All, .. EncodingFunctions.All,
        .. QuantityFunctions.All, .. AddressFunctions.All, .. UrlFunctions.All, .. SemverFunctions.All, .. FormatFunctions.All,
    ]);

    /// <summary>Those of admission policies: with the authorizer and the helpers of patches.</summary>
    public static FunctionTable Admission { get; } = Kubernetes.With([.. AuthorizerFunctions.All, .. PatchFunctions.All]);
}
