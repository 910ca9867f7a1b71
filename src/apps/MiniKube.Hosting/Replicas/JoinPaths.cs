namespace MiniKube.Hosting.Replicas;

/// <summary>Where a server that joins asks one that is there.</summary>
internal static class JoinPaths
{
    /// <summary>The authority's certificate, for everybody: it is no secret, and who asks checks it by its token.</summary>
    public const string Authority = "/mkube/v1/authority";

    /// <summary>Takes in a server.</summary>
    public const string Join = "/mkube/v1/join";

    /// <summary>Neither a request nor an answer is larger.</summary>
    public const int BytesMax = 256 << 10;
}
