namespace GangExitStream.Schemas.Registry;

/// <summary>Numbered reasons why the schema registry could not help.</summary>
public enum RegistryErrorId
{
    /// <summary>It did not answer in time, or only with passing errors, in all attempts.</summary>
    Unavailable = 1,

    /// <summary>It wants other credentials (401).</summary>
    Unauthorized = 2,

    /// <summary>It has no such subject, schema or path (404).</summary>
    NotFound = 3,

    /// <summary>The schema is not compatible with the subject's earlier ones (409).</summary>
    Incompatible = 4,

    /// <summary>It refused the request (any other 4xx).</summary>
    Refused = 5,

    /// <summary>Its answer is not what the interface says.</summary>
    BadAnswer = 6,

    /// <summary>Its schema of that id is none of Avro (JSON, Protobuf).</summary>
    NotAvro = 7,

    /// <summary>It knows who asks, and does not allow it (403).</summary>
    Forbidden = 8,

    /// <summary>No TLS connection: one side does not trust the other.</summary>
    NotTrusted = 9,

    /// <summary>It does not have the schema, and it may not, or will not, be registered.</summary>
    NotRegistered = 10,
}
